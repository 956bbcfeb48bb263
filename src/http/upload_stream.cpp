#include "http/upload_stream.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "http/multipart.hpp"
#include "sheet/sniff.hpp"

namespace rollcall::http {
namespace {

constexpr std::string_view file_field = "file";

Result<void> refuse_form(std::string why) {
    return refuse(Errc::validation_error, std::move(why));
}

class FormUpload final : public UploadStream {
public:
    FormUpload(spool::Spool& spool, const UploadLimits& limits, std::string_view boundary)
        : spool_(spool), limits_(limits), multipart_(boundary) {}

    Result<void> feed(std::string_view bytes) override {
        if (refused_) return std::unexpected(*refused_);
        auto fed = take(bytes);
        if (!fed) {
            refused_ = fed.error();
            intake_.reset();
        }
        return fed;
    }

    Result<UploadForm> finish() override {
        if (refused_) return std::unexpected(*refused_);
        if (!multipart_.is_finished()) {
            return refuse(
                Errc::validation_error,
                "The upload ends before its final boundary: it is cut off. Send it again."
            );
        }
        if (!intake_) {
            return refuse(
                Errc::validation_error, "There is no file: send one in the field `file`."
            );
        }
        auto sealed = intake_->seal();
        if (!sealed) return std::unexpected(std::move(sealed.error()));
        form_.file = std::move(*sealed);
        return std::move(form_);
    }

private:
    Result<void> take(std::string_view bytes) {
        multipart_.feed(bytes);
        for (;;) {
            Result<void> taken;
            switch (multipart_.next()) {
                case Multipart::Step::need_more: return {};
                case Multipart::Step::part_begins: taken = begin_part(multipart_.part()); break;
                case Multipart::Step::data: taken = take_data(multipart_.data()); break;
                case Multipart::Step::part_ends: taken = end_part(); break;
                case Multipart::Step::finished: break;
                case Multipart::Step::broken: return std::unexpected(multipart_.reason());
            }
            if (!taken) return taken;
        }
    }

    Result<void> begin_part(const FormPart& part) {
        field_ = nullptr;
        return part.file_name ? begin_file(part) : begin_field(part.name);
    }

    Result<void> begin_file(const FormPart& part) {
        if (part.name != file_field) {
            return refuse_form(
                "A file stands in the field `" + part.name + "`: send it in the field `file`."
            );
        }
        if (intake_) return refuse_form("There are two files: send one file an upload.");
        if (part.file_name->empty()) {
            return refuse_form("The file has no name: choose a file and send it again.");
        }
        form_.file_name = *part.file_name;
        auto intake = spool_.start(limits_.file_bytes);
        if (!intake) return std::unexpected(std::move(intake.error()));
        intake_ = std::move(*intake);
        return {};
    }

    Result<void> begin_field(const std::string& name) {
        if (name == file_field) {
            return refuse_form("The field `file` is text without a file name: send a file there.");
        }
        if (form_.fields.size() >= limits_.fields) {
            return refuse_form("There are too many fields beside the file.");
        }
        const auto [place, is_new] = form_.fields.try_emplace(name);
        if (!is_new) return refuse_form("The field `" + name + "` is given twice.");
        field_ = &*place;
        return {};
    }

    Result<void> take_data(std::string_view bytes) {
        if (field_ == nullptr) {
            const auto wanted = sheet::sniff_bytes - form_.first_bytes.size();
            form_.first_bytes += bytes.substr(0, wanted);
            return intake_->append(bytes);
        }
        if (field_->second.size() + bytes.size() > limits_.field_bytes) {
            return refuse_form("The field `" + field_->first + "` is too long.");
        }
        field_->second += bytes;
        return {};
    }

    Result<void> end_part() const {
        if (field_ != nullptr && !is_utf8(field_->second)) {
            return refuse_form("The field `" + field_->first + "` is not UTF-8 text.");
        }
        return {};
    }

    spool::Spool& spool_;
    UploadLimits limits_;
    Multipart multipart_;
    UploadForm form_;
    std::unique_ptr<spool::Intake> intake_;                       // once the file's part has begun
    std::pair<const std::string, std::string>* field_ = nullptr;  // of the part at hand
    std::optional<Error> refused_;
};

}  // namespace

Result<std::unique_ptr<UploadStream>>
make_upload_stream(spool::Spool& spool, const UploadLimits& limits, std::string_view content_type) {
    const auto boundary = parse_boundary(content_type);
    if (!boundary) return std::unexpected(boundary.error());
    return std::make_unique<FormUpload>(spool, limits, *boundary);
}

}  // namespace rollcall::http
