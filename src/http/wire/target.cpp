#include "http/wire/target.hpp"

#include <algorithm>
#include <cstddef>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.hpp"

namespace rollcall::http::wire {
namespace {

constexpr std::size_t path_shown_max = 512;

bool is_clean(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

auto unreadable() {
    return refuse(
        Errc::validation_error,
        "The request's target is not well-formed: percent-encode what is not plain, as UTF-8."
    );
}

}  // namespace

std::optional<std::string_view> Target::parameter(std::string_view name) const {
    const auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

Result<Target> parse_target(std::string_view text) {
    if (text.size() > target_bytes_max) {
        return refuse(Errc::uri_too_long, "The request's target is longer than 8 KiB; shorten it.");
    }
    if (!text.starts_with('/') || text.starts_with("//")) return unreadable();
    const auto parsed = boost::urls::parse_origin_form({text.data(), text.size()});
    if (!parsed) return unreadable();

    Target target;
    for (const auto segment : parsed->segments()) {
        target.segments.emplace_back(segment);
        if (!is_clean(target.segments.back())) return unreadable();
    }
    for (const auto& one : parsed->params()) {
        if (!is_clean(one.key) || !is_clean(one.value)) return unreadable();
        if (!target.query.emplace(one.key, one.value).second) {
            return refuse(Errc::validation_error, "A parameter stands twice in the query.");
        }
    }
    return target;
}

std::string path_for_people(std::string_view target) {
    const auto path = target.substr(0, target.find_first_of("?#"));
    return replace_bad_utf8(path.substr(0, path_shown_max));
}

}  // namespace rollcall::http::wire
