#include "check/header.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "check/rules/text.hpp"

namespace rollcall::check {
namespace {

constexpr std::size_t known_headers_min = 3;
// A sentence names this many headers and counts the others.
constexpr std::size_t names_told_max = 20;

struct Named {
    std::uint16_t column;
    HeaderMatch match;
};

std::vector<Named> known_headers(const sheet::Batch& batch, std::size_t row) {
    std::vector<Named> known;
    for (const auto& cell : batch.cells(row)) {
        if (const auto match = match_header(batch.text(cell))) {
            known.push_back({cell.column, *match});
        }
    }
    return known;
}

std::size_t distinct_columns(const std::vector<Named>& known) {
    std::array<bool, column_count> seen{};
    for (const auto& named : known)
        seen.at(static_cast<std::size_t>(named.match.key)) = true;
    return static_cast<std::size_t>(std::ranges::count(seen, true));
}

// Which row of the batch is the header; nothing when none can be.
std::optional<std::size_t> header_row(const sheet::Batch& batch) {
    std::optional<std::size_t> best;
    std::size_t most = known_headers_min - 1;
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
        if (batch.row(row).number > header_rows_max) continue;
        const auto known = known_headers(batch, row);
        const auto count = distinct_columns(known);
        const auto names_id = [](const Named& named) {
            return named.match.key == ColumnKey::id_number;
        };
        if (count >= 2 && std::ranges::any_of(known, names_id)) return row;
        if (count > most) {
            best = row;
            most = count;
        }
    }
    return best;
}

std::string some_of(std::span<const std::string> names) {
    const auto told = names.first(std::min(names.size(), names_told_max));
    auto text = fmt::format("{}", fmt::join(told, ", "));
    if (names.size() > told.size()) text += fmt::format(" and {} more", names.size() - told.size());
    return text;
}

std::string cell_name(std::uint16_t column, std::uint32_t row) {
    return fmt::format("{}{}", column_letters(column), row);
}

// Turns the header row of the first batch into a Header, a step at a time.
class HeaderReader {
public:
    HeaderReader(const sheet::Batch& batch, std::size_t row) : batch_(batch), row_(row) {
        header_.row_number = batch.row(row).number;
        header_.first_data_row = row + 1;
    }

    Result<Header> read() && {
        name_columns();
        if (auto mapped = map_columns(); !mapped) return std::unexpected(mapped.error());
        if (auto complete = check_required(); !complete) return std::unexpected(complete.error());
        tell_unknown();
        return std::move(header_);
    }

private:
    void name_columns() {
        for (const auto& cell : batch_.cells(row_)) {
            std::string scratch;
            const auto name = rules::clean_text(trim(batch_.text(cell)), scratch);
            if (name.empty()) continue;
            header_.names.resize(cell.column + std::size_t{1});
            header_.names.back() = name;
        }
        header_.width = static_cast<std::uint16_t>(header_.names.size());
        const auto used = columns_with_data();
        // A column right of the last header is one too while data stands under it without a gap; a
        // stray cell far to the right is not.
        for (auto next = header_.names.size(); next < used.size() && used[next]; ++next)
            header_.names.emplace_back();
        std::vector<std::string> nameless;
        for (std::size_t i = 0; i < header_.names.size(); ++i) {
            auto& name = header_.names[i];
            if (!name.empty()) continue;
            name = "Column " + column_letters(static_cast<std::uint16_t>(i));
            if (i < used.size() && used[i]) nameless.push_back(name);
        }
        if (!nameless.empty()) {
            header_.warnings.push_back(fmt::format(
                "Columns without a header hold data and are kept as {}.", some_of(nameless)
            ));
        }
        header_.columns.resize(header_.names.size());
    }

    std::vector<bool> columns_with_data() const {
        std::vector<bool> used;
        for (auto row = header_.first_data_row; row < batch_.row_count(); ++row) {
            for (const auto& cell : batch_.cells(row)) {
                if (trim(batch_.text(cell)).empty()) continue;
                if (used.size() <= cell.column) used.resize(cell.column + std::size_t{1});
                used[cell.column] = true;
            }
        }
        return used;
    }

    Result<void> map_columns() {
        const auto known = known_headers(batch_, row_);
        for (const auto& column : columns()) {
            std::vector<Named> canonical;
            std::vector<Named> others;
            for (const auto& named : known) {
                if (named.match.key != column.key) continue;
                (named.match.canonical ? canonical : others).push_back(named);
            }
            const auto& winners = canonical.empty() ? others : canonical;
            if (winners.empty()) continue;
            if (winners.size() > 1) return refuse_two(column, winners);
            header_.columns[winners.front().column] = column.key;
            if (canonical.empty()) continue;
            for (const auto& other : others)
                tell_beaten(column, winners.front(), other);
        }
        return {};
    }

    std::unexpected<Error> refuse_two(const Column& column, const std::vector<Named>& two) const {
        return refuse(
            Errc::duplicate_columns,
            fmt::format(
                "The cells {} and {} both name the column {}. Keep one of them, rename or remove "
                "the other, and upload the file again.",
                cell_name(two[0].column, header_.row_number),
                cell_name(two[1].column, header_.row_number),
                column.header
            )
        );
    }

    void tell_beaten(const Column& column, const Named& winner, const Named& other) {
        header_.warnings.push_back(fmt::format(
            "The column \"{}\" ({}) was not used: {} ({}) holds the {}.",
            header_.names[other.column],
            cell_name(other.column, header_.row_number),
            header_.names[winner.column],
            cell_name(winner.column, header_.row_number),
            column.header
        ));
    }

    Result<void> check_required() {
        std::vector<std::string> missing;
        for (const auto& column : columns()) {
            const auto at = std::ranges::find(header_.columns, std::optional(column.key));
            if (column.required && at == header_.columns.end()) {
                missing.emplace_back(column.header);
            } else if (column.key == ColumnKey::id_number) {
                header_.id_column = static_cast<std::uint16_t>(at - header_.columns.begin());
            }
        }
        if (missing.empty()) return {};
        return refuse(
            Errc::missing_columns,
            fmt::format(
                "The header in row {} lacks {}: {}. Add {} and upload the file again.",
                header_.row_number,
                missing.size() == 1 ? "a required column" : "required columns",
                fmt::join(missing, ", "),
                missing.size() == 1 ? "it" : "them"
            )
        );
    }

    void tell_unknown() {
        std::vector<std::string> unknown;
        for (std::size_t i = 0; i < header_.width; ++i) {
            const auto& name = header_.names[i];
            const bool told = match_header(name) || name.starts_with("Column ");
            if (!header_.columns[i] && !told) unknown.push_back(name);
        }
        if (unknown.empty()) return;
        header_.warnings.push_back(fmt::format(
            "Columns that are not known are carried into the report and not loaded: {}.",
            some_of(unknown)
        ));
    }

    const sheet::Batch& batch_;
    const std::size_t row_;
    Header header_;
};

}  // namespace

Result<Header> find_header(const sheet::Batch& first) {
    const auto row = header_row(first);
    if (!row) {
        return refuse(
            Errc::no_header,
            fmt::format(
                "No header row was found in the first {} rows. One row must name the columns, "
                "among them ID Number, Firstname and Ward.",
                header_rows_max
            )
        );
    }
    return HeaderReader(first, *row).read();
}

}  // namespace rollcall::check
