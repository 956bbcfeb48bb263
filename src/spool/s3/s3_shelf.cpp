#include "spool/s3/s3_shelf.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "spool/bytes.hpp"
#include "spool/names.hpp"
#include "spool/refusals.hpp"
#include "spool/s3/bucket.hpp"
#include "spool/s3/fetch.hpp"
#include "spool/s3/object_writer.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::s3 {
namespace {

std::string key_of(std::string_view name) {
    return "reports/" + std::string(name);
}

}  // namespace

class S3Shelf::S3Draft final : public Draft {
public:
    S3Draft(S3Shelf& shelf, std::string_view name)
        : bucket_(shelf.bucket_), key_(key_of(name)), file_(shelf.scratch_.make()) {}

    int file() const override { return file_.get(); }

    void publish() override {
        ROLLCALL_ASSERT(file_);
        ObjectWriter writer(bucket_);
        read_from_start(file_.get(), [&](std::string_view bytes) { writer.append(bytes); });
        writer.store([this](const std::string&) { return key_; });
        file_.reset();
    }

private:
    Bucket& bucket_;
    std::string key_;
    Descriptor file_;  // none once published
};

std::unique_ptr<Draft> S3Shelf::draft(std::string_view name) {
    ROLLCALL_ASSERT(is_document_name(name));
    return std::make_unique<S3Draft>(*this, name);
}

Result<Descriptor> S3Shelf::open(std::string_view name) {
    if (!is_document_name(name)) return std::unexpected(document_not_there());
    auto fetched = fetch(bucket_, scratch_, key_of(name));
    if (!fetched) return std::unexpected(document_not_there());
    auto file = fetched->copy.finish(fetched->sha256);
    if (!file) return std::unexpected(document_corrupt());
    return file;
}

std::uint64_t S3Shelf::remove(std::string_view name) {
    if (!is_document_name(name)) return 0;
    const auto object = bucket_.find(key_of(name));
    if (!object) return 0;
    bucket_.remove(object->key);
    return object->size;
}

}  // namespace rollcall::spool::s3
