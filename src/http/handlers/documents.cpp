#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/audit_details.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "http/handlers/handlers.hpp"
#include "http/wire/byte_range.hpp"
#include "report/subject.hpp"

namespace rollcall::http::handlers {
namespace {

constexpr std::string_view xlsx_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

constexpr unsigned status_not_modified = 304;

struct Attachment {
    Descriptor file;
    std::uint64_t size = 0;
    std::string name;
    std::string etag;
};

// Other bytes have another tag: a document is only ever replaced as a whole, by a new file.
Attachment attach(Descriptor file, std::string name) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) throw_errno("look at " + name, errno);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto version = sha256_hex(fmt::format(
        "{} {} {} {}.{}", name, size, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec
    ));
    return {
        .file = std::move(file),
        .size = size,
        .name = std::move(name),
        .etag = '"' + version.substr(0, 32) + '"'};
}

// Whether a list of entity tags names this one; `If-None-Match` compares weakly.
bool names_tag(std::string_view list, std::string_view tag) {
    return list == "*" || list.find(tag) != std::string_view::npos;
}

Answer send(const Head& head, Attachment attachment) {
    Response response;
    response.headers = {
        {"Content-Type", std::string(xlsx_type)},
        {"Content-Disposition", "attachment; filename=\"" + attachment.name + '"'},
        {"Accept-Ranges", "bytes"},
        {"ETag", attachment.etag},
    };
    if (names_tag(head.header("if-none-match").value_or(""), attachment.etag)) {
        response.status = status_not_modified;
        return response;
    }
    FileBody body{.file = std::move(attachment.file), .offset = 0, .length = attachment.size};
    const auto range = head.header("range");
    if (range && head.header("if-range").value_or(attachment.etag) == attachment.etag) {
        const auto part = wire::parse_range(*range, attachment.size);
        if (!part) {
            Refusal refusal(part.error());
            refusal.headers = {{"Content-Range", fmt::format("bytes */{}", attachment.size)}};
            return std::unexpected(std::move(refusal));
        }
        if (*part) {
            response.status = 206;
            body.offset = (*part)->offset;
            body.length = (*part)->length;
            response.headers.emplace_back(
                "Content-Range",
                fmt::format(
                    "bytes {}-{}/{}", body.offset, body.offset + body.length - 1, attachment.size
                )
            );
        }
    }
    response.body = std::move(body);
    return response;
}

Answer send_document(const Call& call, Document which) {
    const auto job = find_job(call, access::Action::see_job);
    if (!job) return std::unexpected(job.error());
    const std::string_view what = which == Document::report ? "report" : "corrections";
    if (!queue::is_final(job->state)) {
        Refusal refusal(Error{
            .code = Errc::conflict,
            .message = fmt::format(
                "{} is {}; its {} is made when it ends. Ask again then.",
                job->id.text(),
                queue::to_string(job->state),
                what
            ),
            .subject = {}});
        refusal.headers = {{"Retry-After", "5"}};
        return std::unexpected(std::move(refusal));
    }
    auto file = call.services.document(*job, which);
    if (!file) return std::unexpected(file.error());
    auto name = which == Document::report ? report::report_name(job->id)
                                          : report::corrections_name(job->id);
    auto answer = send(call.request.head, attach(std::move(*file), std::move(name)));
    // Before its first byte leaves: what is not recorded is not handed out.
    if (answer && answer->status != status_not_modified && call.request.head.method == "GET") {
        call.services.audit.append(
            {.actor = call.who().user_id,
             .origin = call.request.head.peer,
             .action = "download",
             .subject = job->id.text(),
             .details = with_email(what, call.who().user_id, call.who().email),
             .file_sha256 = job->file_sha256}
        );
    }
    return answer;
}

}  // namespace

Answer report(const Call& call) {
    return send_document(call, Document::report);
}

Answer corrections(const Call& call) {
    return send_document(call, Document::corrections);
}

Answer empty_template(const Call& call) {
    const auto format = call.parameter("format").value_or("xlsx");
    if (format != "xlsx" && format != "csv") {
        return refuse(Errc::validation_error, "format must be xlsx or csv.");
    }
    const bool csv = format == "csv";
    Response response;
    response.headers = {
        {"Content-Type", csv ? "text/csv; charset=utf-8" : std::string(xlsx_type)},
        {"Content-Disposition",
         fmt::format("attachment; filename=\"rollcall-template.{}\"", format)},
    };
    response.body = call.services.write_template(csv ? TemplateFormat::csv : TemplateFormat::xlsx);
    return response;
}

}  // namespace rollcall::http::handlers
