#include "spool/s3/settings.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr std::size_t bucket_bytes_min = 3;
constexpr std::size_t bucket_bytes_max = 63;
constexpr std::size_t prefix_bytes_max = 512;

bool is_bucket(std::string_view name) {
    return name.size() >= bucket_bytes_min && name.size() <= bucket_bytes_max &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

bool is_prefix(std::string_view prefix) {
    return prefix.size() <= prefix_bytes_max && !prefix.starts_with('/') &&
           prefix.find("//") == std::string_view::npos &&
           prefix.find("..") == std::string_view::npos && std::ranges::all_of(prefix, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || c == '/';
           });
}

}  // namespace

Result<Place> parse_place(std::string_view url) {
    constexpr std::string_view scheme = "s3://";
    auto rest = url.starts_with(scheme) ? url.substr(scheme.size()) : std::string_view();
    const auto bucket = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), bucket.size() + 1));
    while (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (!is_bucket(bucket) || !is_prefix(rest)) {
        return refuse(
            Errc::validation_error,
            "a bucket as in s3://members or s3://members/rollcall, of letters, digits and dashes"
        );
    }
    Place place{std::string(bucket), std::string(rest)};
    if (!place.prefix.empty()) place.prefix += '/';
    return place;
}

Result<std::string> parse_endpoint(std::string_view url) {
    auto host = url;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (url.starts_with(scheme)) host = url.substr(scheme.size());
    }
    while (host.ends_with('/')) {
        host.remove_suffix(1);
        url.remove_suffix(1);
    }
    const bool has_scheme = host.size() != url.size();
    if (!has_scheme || host.empty() || host.find_first_of("/@?# ") != std::string_view::npos) {
        return refuse(
            Errc::validation_error, "an address as in https://s3.example.org, without a path"
        );
    }
    return std::string(url);
}

std::string default_endpoint(std::string_view region) {
    return "https://s3." + std::string(region) + ".amazonaws.com";
}

}  // namespace rollcall::spool::s3
