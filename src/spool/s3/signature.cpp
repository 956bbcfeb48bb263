#include "spool/s3/signature.hpp"

#include <map>
#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t day_digits = 8;
constexpr std::size_t seconds_end = 19;  // of "2013-05-24T00:00:00.000Z"

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string names_of(const std::map<std::string, std::string>& headers) {
    std::string names;
    for (const auto& [name, value] : headers)
        names += (names.empty() ? "" : ";") + name;
    return names;
}

std::string canonical(const Unsigned& request) {
    std::string text = request.method + '\n' + percent_encode(request.path, true) + '\n' +
                       encoded_query(request.query) + '\n';
    for (const auto& [name, value] : request.headers)
        text += name + ':' + std::string(trim(value)) + '\n';
    return text + '\n' + names_of(request.headers) + '\n' + request.payload_sha256;
}

std::string signing_key(const Key& key, std::string_view day) {
    const auto of_day = hmac_sha256("AWS4" + key.secret_access_key, day);
    const auto of_region = hmac_sha256(of_day, key.region);
    return hmac_sha256(hmac_sha256(of_region, "s3"), "aws4_request");
}

}  // namespace

std::string percent_encode(std::string_view text, bool keep_slashes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c) || (c == '/' && keep_slashes)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 0xFU];
    }
    return encoded;
}

std::string encoded_query(const std::map<std::string, std::string>& query) {
    std::string text;
    for (const auto& [name, value] : query) {
        if (!text.empty()) text += '&';
        text += percent_encode(name, false) + '=' + percent_encode(value, false);
    }
    return text;
}

std::string signing_time(Instant at) {
    std::string text;
    for (const char c : to_iso_time(at).substr(0, seconds_end)) {
        if (c != '-' && c != ':') text += c;
    }
    return text + 'Z';
}

void sign(Unsigned& request, const Key& key, Instant at) {
    const auto time = signing_time(at);
    const auto day = time.substr(0, day_digits);
    request.headers["x-amz-date"] = time;
    request.headers["x-amz-content-sha256"] = request.payload_sha256;
    const auto scope = day + '/' + key.region + "/s3/aws4_request";
    const auto text =
        std::string(algorithm) + '\n' + time + '\n' + scope + '\n' + sha256_hex(canonical(request));
    const auto signature = to_hex(hmac_sha256(signing_key(key, day), text));
    request.headers["authorization"] = std::string(algorithm) + " Credential=" + key.access_key_id +
                                       '/' + scope + ",SignedHeaders=" + names_of(request.headers) +
                                       ",Signature=" + signature;
}

}  // namespace rollcall::spool::s3
