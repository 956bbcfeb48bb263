// Writes one object whose size and name are known at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "spool/s3/bucket.hpp"

namespace rollcall::spool::s3 {

// Where objects lie while they are written.
inline constexpr const char* incoming_prefix = "incoming/";

// Used by one thread at a time; holds one part. Going away before `store` leaves nothing; what it
// cannot remove then is a leftover.
class ObjectWriter {
public:
    explicit ObjectWriter(Bucket& bucket);
    ObjectWriter(const ObjectWriter&) = delete;
    ObjectWriter& operator=(const ObjectWriter&) = delete;
    ~ObjectWriter();

    // Throws Failure when the bucket does not take it.
    void append(std::string_view bytes);
    std::uint64_t size() const { return size_; }

    struct Stored {
        std::string key;
        std::string sha256;
    };
    // Puts the object under the key that its SHA-256 asks for, whole or not at all. Once.
    Stored store(const std::function<std::string(const std::string& sha256)>& key_of);

private:
    void put_part();
    void join_and_copy(const Stored& stored);

    Bucket& bucket_;
    std::unique_ptr<char[]> buffer_;  // NOLINT(modernize-avoid-c-arrays): left uninitialised
    std::size_t buffered_ = 0;
    std::uint64_t size_ = 0;
    Sha256 sha_;
    std::optional<PartedUpload> upload_;  // once there was more than one part
    std::vector<std::string> tags_;
    bool is_joined_ = false;
};

}  // namespace rollcall::spool::s3
