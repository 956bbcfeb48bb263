// One bucket below one prefix: its objects, and uploads in parts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "spool/s3/http.hpp"
#include "spool/s3/settings.hpp"

namespace rollcall::spool::s3 {

// What is known of an object without reading it.
struct Object {
    std::string key;
    std::uint64_t size = 0;
    Instant changed;
    std::string sha256;  // as it was told when it was put; lists do not tell it
};

struct PartedUpload {
    std::string key;
    std::string id;
    Instant begun;
};

// Keys are those below the prefix. Safe from any thread. What the service refuses or does not
// answer in spite of all tries is thrown as Failure that names the step and the service's code,
// never a secret; Broken::database when it may pass, disk_full when it has no space.
class Bucket {
public:
    explicit Bucket(S3Settings settings);

    const S3Settings& settings() const { return settings_; }

    struct Content {
        std::string_view bytes;
        std::string sha256;  // of the bytes; kept with the object
    };
    void put(const std::string& key, const Content& content);
    // Takes an object's bytes as they come; after `restart`, which a link that broke in the middle
    // brings, again from its start. Returns zero, or the errno of why they cannot be kept: that is
    // thrown.
    struct Sink {
        std::function<int(std::string_view)> take;
        std::function<void()> restart;
    };
    // Nothing: there is no such object.
    std::optional<Object> get(const std::string& key, const Sink& sink);
    std::optional<Object> find(const std::string& key);
    // Also when there is none.
    void remove(const std::string& key);

    struct CopyOf {
        std::string from;
        std::string sha256;
    };
    void copy_to(const std::string& key, const CopyOf& source);

    // Uploads in parts: numbered from 1, each answered by a tag that the end names again.
    PartedUpload begin_parts(const std::string& key);
    std::string put_part(const PartedUpload& upload, std::size_t number, std::string_view bytes);
    void join_parts(const PartedUpload& upload, const std::vector<std::string>& tags);
    void drop_parts(const PartedUpload& upload);

    // In the order of their keys, page by page; `use` may remove what it is shown.
    void for_each(const std::string& key_prefix, const std::function<void(const Object&)>& use);
    // Uploads in parts that nobody joined or dropped; none where the service cannot list them.
    std::vector<PartedUpload> parted_uploads(const std::string& key_prefix);

private:
    using Fields = std::map<std::string, std::string>;
    struct Step {
        std::string_view what;  // "put an object": for messages
        std::string method;
        std::string key = {};  // empty: the bucket itself
        Fields query = {};
        Fields headers = {};
        std::string_view body = {};
        std::string body_sha256 = {};  // empty: computed
    };

    HttpAnswer run(const Step& step, const Sink* sink = nullptr);
    HttpAnswer must(const Step& step);
    HttpRequest signed_request(const Step& step) const;

    S3Settings settings_;
    HttpClient http_;
};

}  // namespace rollcall::spool::s3
