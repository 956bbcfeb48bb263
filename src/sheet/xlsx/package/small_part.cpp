#include "sheet/xlsx/package/small_part.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <expat.h>
#include <fmt/core.h>

#include "base/limits.hpp"
#include "sheet/xlsx/xml/part_text.hpp"
#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::xlsx::package {
namespace {

struct ParserDeleter {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserDeleter>;

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What expat's callbacks share. It calls them from C: nothing may be thrown through it.
struct Walk {
    XML_Parser parser;
    const ReaderLimits& limits;
    const std::function<void(const Element&)>& on_element;
    std::vector<std::string> open;
    std::optional<Error> fault;

    void stop(Error error) {
        if (!fault) fault = std::move(error);
        XML_StopParser(parser, XML_FALSE);
    }
};

void on_start(void* user, const char* name, const char** attributes) {
    auto& walk = *static_cast<Walk*>(user);
    if (walk.fault) return;
    std::size_t count = 0;
    while (attributes[2 * count] != nullptr)
        ++count;
    if (count > walk.limits.attributes) {
        walk.stop(zip::damaged("a tag has too many attributes").error());
        return;
    }
    if (walk.open.size() >= walk.limits.depth) {
        walk.stop(
            {Errc::xml_too_deep,
             "The workbook nests too many elements in each other, which no spreadsheet program "
             "does. Open it in Excel, save it again as .xlsx and send that.",
             {}}
        );
        return;
    }
    const auto parent = walk.open.empty() ? std::string_view() : std::string_view(walk.open.back());
    walk.on_element(Element(without_prefix(name), parent, attributes));
    walk.open.emplace_back(without_prefix(name));
}

void on_end(void* user, const char* /*name*/) {
    auto& walk = *static_cast<Walk*>(user);
    if (!walk.open.empty()) walk.open.pop_back();
}

void on_doctype(
    void* user,
    const char* /*name*/,
    const char* /*system*/,
    const char* /*public_id*/,
    int /*has_subset*/
) {
    static_cast<Walk*>(user)->stop(
        {Errc::xml_doctype,
         "The workbook defines its own XML entities, which no spreadsheet program does. Open it "
         "in Excel, save it again as .xlsx and send that.",
         {}}
    );
}

}  // namespace

std::optional<std::string_view> Element::attribute(std::string_view name) const {
    for (const char** at = attributes_; *at != nullptr; at += 2) {
        if (name == *at) return at[1];
    }
    return std::nullopt;
}

std::optional<std::string_view> Element::prefixed(std::string_view name) const {
    for (const char** at = attributes_; *at != nullptr; at += 2) {
        const std::string_view whole = *at;
        if (whole.size() > name.size() && without_prefix(whole) == name) return at[1];
    }
    return std::nullopt;
}

bool Element::flag(std::string_view name) const {
    const auto value = attribute(name);
    return value && (*value == "1" || *value == "true");
}

Result<void> parse_part(
    zip::Archive& archive,
    const zip::Entry& entry,
    const std::function<void(const Element&)>& on_element
) {
    // Our own decoding has the last word on the encoding, so a declaration cannot bring in another.
    const Parser parser(XML_ParserCreate("UTF-8"));
    if (parser == nullptr) return refuse(Errc::resource_limit, "There is no memory for the file.");
    Walk walk{parser.get(), archive.limits(), on_element, {}, std::nullopt};
    XML_SetUserData(parser.get(), &walk);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);

    xml::PartText text(archive, entry, archive.limits().small_part_bytes);
    std::array<char, 16 * kib> bytes{};
    for (bool ended = false; !ended;) {
        const auto got = text.read(bytes);
        if (!got) return std::unexpected(got.error());
        ended = *got == 0;
        const auto status =
            XML_Parse(parser.get(), bytes.data(), static_cast<int>(*got), ended ? 1 : 0);
        if (walk.fault) return std::unexpected(*walk.fault);
        if (status != XML_STATUS_OK) {
            return zip::damaged(fmt::format(
                "its XML is broken ({})", XML_ErrorString(XML_GetErrorCode(parser.get()))
            ));
        }
    }
    return {};
}

}  // namespace rollcall::sheet::xlsx::package
