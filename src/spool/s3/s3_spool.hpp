// Uploads as objects of a bucket.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "spool/s3/bucket.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::s3 {

// A bucket knows neither locks nor a comparison before a removal, so each sealing gets an object of
// its own: uploads/<sha-256>/<when>-<by chance>. A sweep removes the objects that it found old,
// and can meet no young one; a seal removes the older ones of the same bytes.
class S3Spool final : public Spool {
public:
    // Files are fetched into `scratch`.
    S3Spool(Bucket& bucket, const Scratch& scratch) : bucket_(bucket), scratch_(scratch) {}

    // Takes at most 5 GiB: more cannot be copied within a bucket in one step.
    Result<std::unique_ptr<Intake>> start(std::uint64_t bytes_max) override;
    bool holds(std::string_view sha256) override;
    Result<Descriptor> open(std::string_view sha256) override;
    bool is_shared() const override { return true; }
    std::uint64_t remove(std::string_view sha256) override;
    std::uint64_t sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted)
        override;

private:
    class S3Intake;

    std::vector<Object> sealings(std::string_view sha256);
    std::string new_key(const std::string& sha256);
    void remove_older(const std::string& key, std::string_view sha256);
    std::uint64_t sweep_incoming(Instant before);

    Bucket& bucket_;
    const Scratch& scratch_;
    std::atomic<std::int64_t> last_ms_ = 0;
};

}  // namespace rollcall::spool::s3
