// A person looked for in an uploaded file, wherever in it they may stand.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "base/result.hpp"
#include "work/rows.hpp"

namespace rollcall::work {

struct WantedPerson {
    std::string id_number;  // 13 digits
    Day today;
};

// The sheet's numbers of the rows that name the person, by the sheet's name (of CSV: empty).
using PersonRows = std::map<std::string, std::set<std::uint32_t>>;

// Whether the text is, or holds, the ID number in any of the spellings that a list may have.
bool names_person(std::string_view text, const WantedPerson& person);

// Reads every sheet to its end, hidden ones too, and every cell: an ID number in a column of notes
// is one as well. Refuses with the reader's codes: then nobody knows.
Result<PersonRows>
find_person(const RowsQuery& query, const ReaderSettings& settings, const WantedPerson& person);

}  // namespace rollcall::work
