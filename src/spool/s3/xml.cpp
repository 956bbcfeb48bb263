#include "spool/s3/xml.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::spool::s3 {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 6> entities{
    {{"&amp;", '&'},
     {"&lt;", '<'},
     {"&gt;", '>'},
     {"&quot;", '"'},
     {"&apos;", '\''},
     {"&#39;", '\''}}};

std::string resolve(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        bool is_entity = false;
        for (const auto& [entity, character] : entities) {
            if (!text.starts_with(entity)) continue;
            plain += character;
            text.remove_prefix(entity.size());
            is_entity = true;
            break;
        }
        if (is_entity) continue;
        plain += text.front();
        text.remove_prefix(1);
    }
    return plain;
}

}  // namespace

std::vector<std::string_view> all_inside(std::string_view xml, std::string_view name) {
    const auto open = "<" + std::string(name) + ">";
    const auto close = "</" + std::string(name) + ">";
    std::vector<std::string_view> found;
    for (auto at = xml.find(open); at != std::string_view::npos; at = xml.find(open, at)) {
        const auto from = at + open.size();
        const auto to = xml.find(close, from);
        if (to == std::string_view::npos) break;
        found.push_back(xml.substr(from, to - from));
        at = to + close.size();
    }
    return found;
}

std::string_view inside(std::string_view xml, std::string_view name) {
    const auto found = all_inside(xml, name);
    return found.empty() ? std::string_view() : found.front();
}

std::string text_of(std::string_view xml, std::string_view name) {
    return resolve(inside(xml, name));
}

}  // namespace rollcall::spool::s3
