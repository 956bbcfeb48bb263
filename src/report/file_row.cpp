#include "report/file_row.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "check/rules/digits.hpp"
#include "check/schema.hpp"
#include "load/facts.hpp"
#include "report/excel_date.hpp"
#include "sheet/batch.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {
namespace {

using sheet::writer::Style;
using sheet::writer::Value;
using Kind = Value::Kind;

Style shaded(Style style, Shade shade) {
    if (shade == Shade::none) return style;
    const bool red = shade == Shade::red;
    switch (style) {
        case Style::date: return red ? Style::red_date : Style::amber_date;
        case Style::date_time: return red ? Style::red_date_time : Style::amber_date_time;
        default: return red ? Style::red : Style::amber;
    }
}

bool holds_digits(check::ColumnKey key) {
    using check::ColumnKey;
    return key == ColumnKey::id_number || key == ColumnKey::ward ||
           key == ColumnKey::voting_district || key == ColumnKey::voting_station ||
           key == ColumnKey::cell_number || key == ColumnKey::landline_number;
}

}  // namespace

FileRow::FileRow(const load::FileFacts& facts, bool date1904)
    : date1904_(date1904),
      width_(std::min<std::size_t>(facts.headers.size(), sheet_columns_max - own_columns_max)),
      id_column_(facts.id_column),
      ward_column_(width_) {
    is_digits_.resize(sheet_columns_max);
    for (std::size_t i = 0; i < width_; ++i) {
        const auto match = check::match_header(facts.headers[i]);
        if (!match) continue;
        is_digits_[i] = holds_digits(match->key);
        if (match->key == check::ColumnKey::ward && ward_column_ == width_) ward_column_ = i;
    }
    is_digits_[id_column_] = true;
    values_.reserve(width_ + own_columns_max);
}

void FileRow::fill(const sheet::Batch& batch, std::span<const sheet::Cell> cells, Shade shade) {
    scratch_.clear();
    const std::size_t used = cells.empty() ? 0 : cells.back().column + 1U;
    const auto blank = Value{Kind::blank, shaded(Style::plain, shade), {}};
    values_.assign(std::max({width_, used, id_column_ + 1}), blank);
    for (const auto& cell : cells) {
        auto& value = values_[cell.column];
        value = value_of(cell, batch.text(cell));
        value.style = shaded(value.style, shade);
    }
}

std::span<const Value> FileRow::columns() const {
    return std::span(values_).first(width_);
}

std::span<const Value> FileRow::extras() const {
    return std::span(values_).subspan(width_);
}

std::string_view FileRow::ward() const {
    return ward_column_ < width_ ? trim(values_[ward_column_].text) : std::string_view();
}

Value FileRow::value_of(const sheet::Cell& cell, std::string_view text) {
    switch (cell.kind) {
        case sheet::CellKind::number: return number_of(cell, text);
        case sheet::CellKind::iso_date: return iso_date_of(text);
        case sheet::CellKind::boolean: return {Kind::boolean, Style::plain, text};
        case sheet::CellKind::text:
        case sheet::CellKind::error: break;
    }
    // A cell that is there for its flag alone (a formula without a value) stays blank.
    if (text.empty()) return {};
    return {Kind::text, is_digits_[cell.column] ? Style::text : Style::plain, text};
}

Value FileRow::number_of(const sheet::Cell& cell, std::string_view text) {
    if (is_digits_[cell.column]) {
        const auto digits = check::rules::read_digits(text, check::rules::Signs::plain);
        if (!digits) return {Kind::text, Style::text, text};
        return {Kind::text, Style::text, scratch_.keep(std::string(digits->view()))};
    }
    if ((cell.flags & sheet::flag_date) == 0) return {Kind::number, Style::plain, text};
    const auto date = date_of_number(text, date1904_);
    if (!date) return {Kind::number, Style::plain, text};
    const auto style = date->has_time ? Style::date_time : Style::date;
    return {Kind::number, style, scratch_.keep(std::string(date->serial))};
}

Value FileRow::iso_date_of(std::string_view text) {
    const auto date = date_of_iso(text);
    if (!date) return {Kind::text, Style::plain, text};
    const auto style = date->has_time ? Style::date_time : Style::date;
    return {Kind::number, style, scratch_.keep(std::string(date->serial))};
}

}  // namespace rollcall::report
