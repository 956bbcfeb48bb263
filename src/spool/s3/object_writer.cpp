#include "spool/s3/object_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "spool/quietly.hpp"
#include "spool/s3/bucket.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr std::size_t random_bytes = 16;

}  // namespace

ObjectWriter::ObjectWriter(Bucket& bucket)
    : bucket_(bucket),
      buffer_(std::make_unique_for_overwrite<char[]>(  // NOLINT: see the header
          bucket.settings().part_bytes
      )) {}

ObjectWriter::~ObjectWriter() {
    if (!upload_) return;
    quietly("what came of an upload could not be removed", [this] {
        if (is_joined_) {
            bucket_.remove(upload_->key);
        } else {
            bucket_.drop_parts(*upload_);
        }
    });
}

void ObjectWriter::append(std::string_view bytes) {
    const auto part_bytes = bucket_.settings().part_bytes;
    sha_.update(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
        // Only when more comes: an upload of one part needs none.
        if (buffered_ == part_bytes) put_part();
        const auto step = bytes.substr(0, part_bytes - buffered_);
        std::memcpy(buffer_.get() + buffered_, step.data(), step.size());
        buffered_ += step.size();
        bytes.remove_prefix(step.size());
    }
}

void ObjectWriter::put_part() {
    if (!upload_) upload_ = bucket_.begin_parts(incoming_prefix + random_hex(random_bytes));
    tags_.push_back(bucket_.put_part(*upload_, tags_.size() + 1, {buffer_.get(), buffered_}));
    buffered_ = 0;
}

ObjectWriter::Stored ObjectWriter::store(
    const std::function<std::string(const std::string& sha256)>& key_of
) {
    Stored stored;
    stored.sha256 = sha_.finish_hex();
    stored.key = key_of(stored.sha256);
    if (upload_) {
        join_and_copy(stored);
    } else {
        bucket_.put(stored.key, {{buffer_.get(), buffered_}, stored.sha256});
    }
    return stored;
}

// A key that holds the SHA-256 is known only now, and the service cannot rename.
void ObjectWriter::join_and_copy(const Stored& stored) {
    put_part();
    bucket_.join_parts(*upload_, tags_);
    is_joined_ = true;
    bucket_.copy_to(stored.key, {upload_->key, stored.sha256});
    const auto there = bucket_.find(stored.key);
    if (there && there->size == size_) {
        bucket_.remove(upload_->key);
        upload_.reset();
        return;
    }
    throw Failure(
        "S3: of " + std::to_string(size_) + " bytes the bucket has " +
        std::to_string(there ? there->size : 0)
    );
}

}  // namespace rollcall::spool::s3
