#include "spool/s3/s3_spool.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "spool/names.hpp"
#include "spool/refusals.hpp"
#include "spool/s3/bucket.hpp"
#include "spool/s3/fetch.hpp"
#include "spool/s3/object_writer.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr std::string_view uploads_prefix = "uploads/";
constexpr std::uint64_t copy_bytes_max = 5 * gib;
constexpr std::size_t random_bytes = 8;

std::string folder_of(std::string_view sha256) {
    return std::string(uploads_prefix) + std::string(sha256) + '/';
}

std::string_view sha256_in(std::string_view key) {
    key.remove_prefix(uploads_prefix.size());
    return key.substr(0, key.find('/'));
}

}  // namespace

class S3Spool::S3Intake final : public Intake {
public:
    S3Intake(S3Spool& spool, std::uint64_t bytes_max)
        : spool_(spool),
          bytes_max_(bytes_max),
          writer_(std::make_unique<ObjectWriter>(spool.bucket_)) {}

    Result<void> append(std::string_view bytes) override {
        if (!writer_ || bytes.size() > bytes_max_ - size_) {
            writer_.reset();
            return std::unexpected(too_large(bytes_max_));
        }
        writer_->append(bytes);
        size_ += bytes.size();
        return {};
    }

    std::uint64_t size() const override { return size_; }

    Result<Sealed> seal() override {
        if (!writer_) return std::unexpected(too_large(bytes_max_));
        const auto stored =
            writer_->store([this](const std::string& sha256) { return spool_.new_key(sha256); });
        spool_.remove_older(stored.key, stored.sha256);
        return Sealed{stored.sha256, size_};
    }

private:
    S3Spool& spool_;
    std::uint64_t bytes_max_;
    std::uint64_t size_ = 0;
    std::unique_ptr<ObjectWriter> writer_;  // none once refused
};

Result<std::unique_ptr<Intake>> S3Spool::start(std::uint64_t bytes_max) {
    return std::make_unique<S3Intake>(*this, std::min(bytes_max, copy_bytes_max));
}

std::vector<Object> S3Spool::sealings(std::string_view sha256) {
    std::vector<Object> found;
    if (!is_sha256(sha256)) return found;
    bucket_.for_each(folder_of(sha256), [&](const Object& object) { found.push_back(object); });
    return found;
}

// Later sealings of this process sort later, also within one millisecond.
std::string S3Spool::new_key(const std::string& sha256) {
    const auto now = SystemClock().now().time_since_epoch().count();
    auto last = last_ms_.load();
    while (!last_ms_.compare_exchange_weak(last, std::max(now, last + 1))) {
    }
    const auto when = std::max(now, last + 1);
    return folder_of(sha256) + fmt::format("{:015}-{}", when, random_hex(random_bytes));
}

// Of two that seal the same bytes at once only the one that sorts later removes the other's: one
// stays in any case.
void S3Spool::remove_older(const std::string& key, std::string_view sha256) {
    for (const auto& object : sealings(sha256)) {
        if (object.key < key) bucket_.remove(object.key);
    }
}

bool S3Spool::holds(std::string_view sha256) {
    return !sealings(sha256).empty();
}

Result<Descriptor> S3Spool::open(std::string_view sha256) {
    for (;;) {
        const auto found = sealings(sha256);
        if (found.empty()) return std::unexpected(upload_not_there());
        bool is_corrupt = false;
        for (const auto& object : found | std::views::reverse) {
            auto fetched = fetch(bucket_, scratch_, object.key);
            // Sealed again or removed meanwhile.
            if (!fetched) continue;
            if (auto file = fetched->copy.finish(sha256)) return file;
            is_corrupt = true;
        }
        if (is_corrupt) return std::unexpected(upload_corrupt());
    }
}

std::uint64_t S3Spool::remove(std::string_view sha256) {
    std::uint64_t freed = 0;
    for (const auto& object : sealings(sha256)) {
        bucket_.remove(object.key);
        freed += object.size;
    }
    return freed;
}

std::uint64_t
S3Spool::sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted) {
    std::uint64_t freed = 0;
    bucket_.for_each(std::string(uploads_prefix), [&](const Object& object) {
        const auto sha256 = sha256_in(object.key);
        if (!is_sha256(sha256) || object.changed >= before || wanted(sha256)) return;
        bucket_.remove(object.key);
        freed += object.size;
    });
    return freed + sweep_incoming(before);
}

// What nodes left that died between two steps.
std::uint64_t S3Spool::sweep_incoming(Instant before) {
    std::uint64_t freed = 0;
    bucket_.for_each(incoming_prefix, [&](const Object& object) {
        if (object.changed >= before) return;
        bucket_.remove(object.key);
        freed += object.size;
    });
    for (const auto& upload : bucket_.parted_uploads(incoming_prefix)) {
        if (upload.begun < before) bucket_.drop_parts(upload);
    }
    return freed;
}

}  // namespace rollcall::spool::s3
