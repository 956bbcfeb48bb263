#include "check/geography/list_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "check/area.hpp"
#include "check/rules/look_up.hpp"
#include "check/rules/ward.hpp"
#include "check/schema.hpp"

namespace rollcall::check::geography {
namespace {

constexpr std::size_t complaints_told_max = 20;
constexpr std::size_t code_bytes_max = 16;
constexpr std::size_t name_bytes_max = 200;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// JHB, GT421, DC12, and what an organisation calls a metro's sub-regions: JHB-A.
bool is_code(std::string_view text) {
    return text.size() >= 2 && text.size() <= code_bytes_max && is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) {
               return is_letter(c) || is_digit(c) || c == '-';
           });
}

// Two or three capitals, up to three digits: a code where a name may stand, too.
bool looks_like_a_code(std::string_view text) {
    const auto capitals = static_cast<std::size_t>(
        std::ranges::find_if_not(text, [](char c) { return c >= 'A' && c <= 'Z'; }) - text.begin()
    );
    const auto digits = text.substr(capitals);
    return capitals >= 2 && capitals <= 3 && digits.size() <= 3 &&
           std::ranges::all_of(digits, is_digit);
}

std::string upper(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
}

// "JHB - City of Johannesburg" in its two parts; a code or a name alone in one.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
    constexpr std::string_view dash = " - ";
    const auto at = text.find(dash);
    if (at != std::string_view::npos && is_code(trim(text.substr(0, at)))) {
        return {trim(text.substr(0, at)), trim(text.substr(at + dash.size()))};
    }
    if (looks_like_a_code(text)) return {text, {}};
    return {{}, text};
}

}  // namespace

void ListReader::read(const sheet::Batch& batch, std::size_t first) {
    for (auto row = first; row < batch.row_count(); ++row) {
        gather(batch, row);
        const bool blank = std::ranges::all_of(cells_, &std::string_view::empty);
        if (!blank) read_row();
    }
}

void ListReader::gather(const sheet::Batch& batch, std::size_t row) {
    row_ = batch.row(row).number;
    cells_.fill({});
    for (const auto& cell : batch.cells(row)) {
        const auto at = std::ranges::find(header_.at, std::optional(cell.column));
        if (at == header_.at.end()) continue;
        cells_[static_cast<std::size_t>(at - header_.at.begin())] = trim(batch.text(cell));
    }
}

void ListReader::read_row() {
    const auto before = complaint_count_;
    const auto ward = read_ward();
    const auto place = read_place(PlaceColumn::municipality_code, PlaceColumn::municipality);
    const auto province = read_province(ward);
    const auto district = read_place(PlaceColumn::district_code, PlaceColumn::district);
    const auto metro = text(PlaceColumn::parent);
    const auto metro_code = split(metro).first;
    const auto parent = read_code(PlaceColumn::parent, metro_code.empty() ? metro : metro_code);
    if (place.code.empty() && complaint_count_ == before) {
        complain(
            row_,
            header_.has(PlaceColumn::municipality_code) ? PlaceColumn::municipality_code
                                                        : PlaceColumn::municipality,
            "the code is missing: give it, like JHB or GT421, or as \"JHB - City of Johannesburg\""
        );
    }
    if (complaint_count_ != before) return;
    if (!district.code.empty()) add_district(district, province);
    add_municipality(
        place,
        {.name = place.name,
         .parent_code = parent,
         .district_code = district.code,
         .province_code = province}
    );
    if (ward.empty()) return;
    if (!list_.wards.try_emplace(ward, Ward{place.code}).second) {
        complain(
            row_,
            PlaceColumn::ward,
            fmt::format("row {} has the same ward: keep one", first_row_of(ward_rows_, ward))
        );
    }
    ward_rows_.try_emplace(ward, row_);
}

std::string ListReader::read_ward() {
    const auto given = text(PlaceColumn::ward);
    if (given.empty()) return {};
    const auto ward = rules::read_ward(given);
    if (ward) return std::string(ward->view());
    complain(
        row_,
        PlaceColumn::ward,
        "a ward is 8 digits, the first from 1 to 9 for its province; mend it, or leave the cell "
        "empty where the row tells of a municipality alone"
    );
    return {};
}

ListReader::Place ListReader::read_place(PlaceColumn code_column, PlaceColumn name_column) {
    const auto [code, name] = split(text(name_column));
    const auto given = text(code_column);
    Place place;
    place.code = given.empty() ? read_code(name_column, code) : read_code(code_column, given);
    // Beside a code of its own, what looks like one in the other column may be a name: "PIXLEY".
    place.name = name.empty() && !given.empty() && !equals_folded(code, given) ? code : name;
    if (place.name.size() > name_bytes_max) {
        complain(row_, name_column, "the name is too long: at most 200 bytes");
    }
    return place;
}

std::string ListReader::read_code(PlaceColumn column, std::string_view text) {
    if (text.empty()) return {};
    if (is_code(text)) return upper(text);
    complain(
        row_,
        column,
        "a code is 2 to 16 letters, digits and dashes and begins with a letter, like JHB or GT421"
    );
    return {};
}

std::string ListReader::read_province(const std::string& ward) {
    const auto of_ward = province_of_ward(ward);
    const auto given = text(PlaceColumn::province);
    if (given.empty()) {
        if (ward.empty() && text(PlaceColumn::ward).empty()) {
            complain(row_, PlaceColumn::province, "a row without a ward must name its province");
        }
        return std::string(of_ward);
    }
    const auto* const province = rules::look_up(ColumnKey::province, given);
    if (province == nullptr) {
        complain(
            row_, PlaceColumn::province, "no province has this code or name, like GP or Gauteng"
        );
        return {};
    }
    if (!of_ward.empty() && province->name != of_ward) {
        complain(
            row_,
            PlaceColumn::province,
            fmt::format("the ward's first digit says {}: one of the two is wrong", of_ward)
        );
    }
    return std::string(province->name);
}

void ListReader::add_district(const Place& place, const std::string& province) {
    auto [known, is_new] = list_.districts.try_emplace(place.code, District{place.name, province});
    const auto row = district_rows_.try_emplace(place.code, row_).first->second;
    if (is_new) return;
    agree(PlaceColumn::district, known->second.name, place.name, row);
    agree(PlaceColumn::province, known->second.province_code, province, row);
}

void ListReader::add_municipality(const Place& place, Municipality municipality) {
    auto [known, is_new] = list_.municipalities.try_emplace(place.code, municipality);
    const auto row = municipality_rows_.try_emplace(place.code, row_).first->second;
    if (is_new) return;
    auto& before = known->second;
    agree(PlaceColumn::municipality, before.name, municipality.name, row);
    agree(PlaceColumn::parent, before.parent_code, municipality.parent_code, row);
    agree(PlaceColumn::district, before.district_code, municipality.district_code, row);
    agree(PlaceColumn::province, before.province_code, municipality.province_code, row);
}

// What one row leaves blank another may tell; what two tell must be the same.
void ListReader::agree(
    PlaceColumn column,
    std::string& known,
    const std::string& told,
    std::uint32_t row
) {
    if (known.empty()) known = told;
    if (told.empty() || equals_folded(known, told)) return;
    complain(
        row_,
        column,
        fmt::format("row {} says something else of the same place: make them agree", row)
    );
}

void ListReader::check_parents() {
    for (const auto& [code, municipality] : list_.municipalities) {
        if (!municipality.parent_code.empty()) check_parent(code, municipality);
    }
}

void ListReader::check_parent(const std::string& code, const Municipality& municipality) {
    const auto row = first_row_of(municipality_rows_, code);
    const auto& parent_code = municipality.parent_code;
    const auto parent = list_.municipalities.find(parent_code);
    if (parent == list_.municipalities.end()) {
        complain(
            row,
            PlaceColumn::parent,
            fmt::format(
                "{} is not in the file: add a row for it, without a ward where it has none of its "
                "own",
                parent_code
            )
        );
    } else if (!parent->second.parent_code.empty()) {
        const bool circle = parent_code == code || parent->second.parent_code == code;
        complain(
            row,
            PlaceColumn::parent,
            circle ? fmt::format(
                         "{} and {} lie in each other: a metro has no parent", code, parent_code
                     )
                   : fmt::format(
                         "{} lies in {} itself: sub-regions lie right in their metro",
                         parent_code,
                         parent->second.parent_code
                     )
        );
    } else if (parent->second.province_code != municipality.province_code) {
        complain(
            row,
            PlaceColumn::parent,
            fmt::format(
                "{} lies in another province, {}", parent_code, parent->second.province_code
            )
        );
    }
}

void ListReader::complain(std::uint32_t row, PlaceColumn column, std::string_view what) {
    ++complaint_count_;
    if (complaints_.size() == complaints_told_max) return;
    const auto at = header_.at[static_cast<std::size_t>(column)];
    complaints_.push_back(
        at ? fmt::format(
                 "row {}, column {} ({}): {}", row, header_of(column), column_letters(*at), what
             )
           : fmt::format("row {}: {}", row, what)
    );
}

std::uint32_t ListReader::first_row_of(const ByCode<std::uint32_t>& rows, std::string_view code)
    const {
    const auto found = rows.find(code);
    return found == rows.end() ? 0 : found->second;
}

Result<PlaceList> ListReader::finish() {
    check_parents();
    if (complaint_count_ > 0) {
        auto text = fmt::format(
            "the file has {} fault{}; nothing was changed:\n  {}",
            complaint_count_,
            complaint_count_ == 1 ? "" : "s",
            fmt::join(complaints_, "\n  ")
        );
        if (complaint_count_ > complaints_.size()) text += "\n  …";
        return refuse(Errc::unreadable_file, std::move(text));
    }
    if (list_.wards.empty()) {
        return refuse(Errc::no_rows, "the sheet has a header row but no ward below it: add rows");
    }
    return std::move(list_);
}

}  // namespace rollcall::check::geography
