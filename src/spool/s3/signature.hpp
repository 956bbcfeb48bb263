// Requests signed as S3 wants them (AWS Signature Version 4, of the whole payload).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace rollcall::spool::s3 {

struct Key {
    std::string access_key_id;
    std::string secret_access_key;
    std::string region;
};

struct Unsigned {
    std::string method;
    std::string path;                            // not yet encoded, from the first slash
    std::map<std::string, std::string> query;    // not yet encoded
    std::map<std::string, std::string> headers;  // lower-case names; `host` among them
    std::string payload_sha256;
};

// All bytes but ASCII letters, digits and `-._~` as %XX; a slash, too, unless it is kept.
std::string percent_encode(std::string_view text, bool keep_slashes);

// The query as it is signed and sent: encoded, in order.
std::string encoded_query(const std::map<std::string, std::string>& query);

// "20130524T000000Z".
std::string signing_time(Instant at);

// Adds `x-amz-date`, `x-amz-content-sha256` and `authorization` to the headers, for a request that
// is sent at `at`.
void sign(Unsigned& request, const Key& key, Instant at);

}  // namespace rollcall::spool::s3
