#include <algorithm>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "http/handlers/handlers.hpp"
#include "http/handlers/upload_options.hpp"
#include "sheet/sniff.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;

constexpr std::size_t key_characters_max = 255;

// Whether the client would rather be told "accepted" (RFC 7240).
bool prefers_async(const Head& head) {
    auto rest = head.header("prefer").value_or("");
    while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (equals_folded(trim(one.substr(0, one.find(';'))), "respond-async")) return true;
    }
    return false;
}

Result<std::optional<queue::Idempotency>> read_key(const Call& call, const UploadForm& form) {
    const auto key = call.request.head.header("idempotency-key");
    if (!key) return std::nullopt;
    const bool printable = std::ranges::all_of(*key, [](char c) { return c > ' ' && c <= '~'; });
    if (key->empty() || key->size() > key_characters_max || !printable) {
        return refuse(
            Errc::validation_error,
            "The header Idempotency-Key takes 1 to 255 printable ASCII characters without blanks."
        );
    }
    return queue::Idempotency{
        .key = std::string(*key), .fingerprint = fingerprint_of(form.file.sha256, form.fields)};
}

// What the first bytes tell is refused here and now, before anybody waits in a queue for it.
std::expected<void, Refusal> judge_first_bytes(const UploadForm& form) {
    const auto kind = sheet::sniff(form.first_bytes);
    if (kind) return {};
    const auto code =
        kind.error().code == Errc::file_empty ? Errc::validation_error : Errc::unsupported_file;
    Refusal refusal(Error{.code = code, .message = kind.error().message, .subject = {}});
    refusal.details = json::object{{"reason", to_string(kind.error().code)}};
    return std::unexpected(std::move(refusal));
}

queue::NewJob new_job(const Call& call, const UploadForm& form, const UploadOptions& options) {
    const auto& who = call.who();
    return {
        .id = JobId::make(call.now()),
        .owner =
            {.user_id = who.user_id,
             .email = who.email,
             .role = std::string(to_string(who.role)),
             .province_code = who.province_code,
             .municipality_code = who.municipality_code},
        .origin = call.request.head.peer,
        .file_name = form.file_name,
        .file_size = form.file.size,
        .file_sha256 = form.file.sha256,
        .mode = options.mode,
        .dry_run = options.dry_run,
        .force = options.force,
        .priority = access::priority_of(who.role),
        .attempts_max = call.services.settings.attempts_max,
        .run_at = options.run_at,
        .idempotency = std::nullopt,
    };
}

std::expected<queue::Added, Refusal> add(const Call& call, const queue::NewJob& job) {
    const std::shared_lock hold(call.state.bytes);
    // Somebody's refused upload of the same bytes may just have removed them.
    if (!call.services.spool.holds(job.file_sha256)) {
        return refuse(Errc::unavailable, "The file could not be kept; please upload it again.");
    }
    auto added = call.services.queue.add(job);
    if (added) return std::move(*added);
    Refusal refusal(added.error());
    if (!refusal.error.subject.empty()) {
        refusal.details = json::object{{"duplicate_of", refusal.error.subject}};
    }
    return std::unexpected(std::move(refusal));
}

json::object data_of(const Call& call, const queue::Job& job) {
    json::object data{
        {"job_id", job.id.text()},
        {"status", "pending"},
        {"file_name", job.file_name},
        {"file_size", job.file_size},
        {"file_sha256", job.file_sha256},
        {"message", "File uploaded successfully. Processing will begin shortly."},
        {"queue_position", nullptr},
        {"jobs_ahead", nullptr},
        {"estimated_wait_seconds", nullptr},
    };
    const auto position = call.services.queue.position(job.id);
    if (!position) return data;
    data["queue_position"] = position->position;
    data["jobs_ahead"] = position->position - 1;
    if (position->estimated_wait)
        data["estimated_wait_seconds"] = position->estimated_wait->count();
    return data;
}

Response answer_to(const Call& call, const queue::Added& added) {
    const bool async = prefers_async(call.request.head);
    auto response = succeed(
        {.message = "Bulk upload queued successfully",
         .data = data_of(call, added.job),
         .status = async ? 202U : 200U},
        call.now()
    );
    response.headers.emplace_back("Location", "/api/v1/bulk-upload/status/" + added.job.id.text());
    if (async) response.headers.emplace_back("Preference-Applied", "respond-async");
    if (added.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

Answer take(const Call& call, const UploadForm& form) {
    const auto options = read_options(form.fields, call.now());
    if (!options) return std::unexpected(options.error());
    const auto key = read_key(call, form);
    if (!key) return std::unexpected(key.error());
    if (const auto judged = judge_first_bytes(form); !judged) {
        return std::unexpected(judged.error());
    }
    auto job = new_job(call, form, *options);
    job.idempotency = *key;
    const auto added = add(call, job);
    if (!added) return std::unexpected(added.error());
    if (!added->replayed) {
        call.state.metrics.uploaded(form.file.size);
        if (options->force) {
            call.services.queue.log(
                added->job.id, "info", "taken with force=true: the same bytes are taken once more"
            );
        }
    }
    return answer_to(call, *added);
}

}  // namespace

void remove_unless_wanted(const Call& call, const std::string& sha256) {
    if (call.services.spool.is_shared()) return;
    const std::unique_lock alone(call.state.bytes);
    if (!call.services.queue.refers_to(sha256)) call.services.spool.remove(sha256);
}

Answer process(const Call& call) {
    ROLLCALL_ASSERT(call.request.upload.has_value());
    const auto& form = *call.request.upload;
    auto answer = take(call, form);
    if (!answer) remove_unless_wanted(call, form.file.sha256);
    return answer;
}

}  // namespace rollcall::http::handlers
