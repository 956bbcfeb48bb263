// From a part to the parts it refers to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx::package {

struct Relationship {
    std::string id;
    std::string kind;  // the last word of its type: "worksheet", "styles", …; strict or not
    std::string part;  // from the package's root; empty when the target leads out of the package
    bool external = false;
};

// The relationships of a part ("" for the package itself); none when it has no such part.
// Refuses as parse_part does.
Result<std::vector<Relationship>>
read_relationships(zip::Archive& archive, std::string_view source_part);

// The part that a target means when it stands in `source_part`: absolute, relative, with `./` and
// `../`. Nothing when it climbs out of the package.
std::optional<std::string> resolve(std::string_view source_part, std::string_view target);

}  // namespace rollcall::sheet::xlsx::package
