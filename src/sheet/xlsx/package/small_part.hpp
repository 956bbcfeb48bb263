// A small part parsed by expat into calls, one an element.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx::package {

// An element as it opens. Names are without their namespace prefix, so are attributes' names.
class Element {
public:
    // Needs: expat's own array of name and value pairs, ended by nullptr.
    Element(std::string_view name, std::string_view parent, const char** attributes)
        : name_(name), parent_(parent), attributes_(attributes) {}

    std::string_view name() const { return name_; }
    std::string_view parent() const { return parent_; }  // empty for the root

    // The attribute without a prefix, or nothing.
    std::optional<std::string_view> attribute(std::string_view name) const;
    // The attribute of that name that has some prefix ("r:id"), or nothing.
    std::optional<std::string_view> prefixed(std::string_view name) const;
    // "1" and "true" are true.
    bool flag(std::string_view name) const;

private:
    std::string_view name_;
    std::string_view parent_;
    const char** attributes_;
};

// Calls `on_element` for each element as it opens. Refuses with XML_DOCTYPE, XML_TOO_DEEP,
// FILE_CORRUPT (not well-formed), ENCODING, and as zip::Unpacker does.
Result<void> parse_part(
    zip::Archive& archive,
    const zip::Entry& entry,
    const std::function<void(const Element&)>& on_element
);

}  // namespace rollcall::sheet::xlsx::package
