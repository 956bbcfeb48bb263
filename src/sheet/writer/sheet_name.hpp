// Names of sheets, as Excel allows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sheet::writer {

// The names of one workbook: each at most 31 UTF-16 units, without []:*?/\ and control characters,
// no apostrophe at either end, never empty, "History" (which Excel keeps for itself) or used twice.
class SheetNames {
public:
    // A free name as near to the wanted one as may be; a number is added where it is taken.
    std::string take(std::string_view wanted);
    // "Members" -> "Members (2)", shortened where the number would not fit, and free.
    std::string take_continuation(std::string_view first, std::size_t number);

private:
    bool is_free(const std::string& name) const;

    std::vector<std::string> folded_;
};

}  // namespace rollcall::sheet::writer
