#include "sheet/writer/worksheet.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "sheet/writer/cell.hpp"
#include "sheet/writer/spill.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::sheet::writer {
namespace {

// Enough rows to tell a column's width by; a wide sheet is fitted to fewer.
constexpr std::uint32_t fitted_rows = 100;
constexpr std::size_t fitted_bytes = 512UL * 1024;
// Deflate is fed in steps that stay in the cache.
constexpr std::size_t spill_bytes = 128UL * 1024;
constexpr double width_min = 8;
constexpr double width_max = 60;
constexpr double date_width = 11;
constexpr double date_time_width = 20;
// Blank at both sides of a text, and the filter's button.
constexpr double width_margin = 1.5;
constexpr double filter_button_width = 3;

constexpr std::string_view start_of_part =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    "\n"
    R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>)";
constexpr std::string_view frozen_view =
    R"(<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" )"
    R"(state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView>)";
constexpr std::string_view plain_view = R"(<sheetView workbookViewId="0"/>)";

double width_of(const Value& value) {
    switch (value.style) {
        case Style::date:
        case Style::red_date:
        case Style::amber_date: return date_width;
        case Style::date_time:
        case Style::red_date_time:
        case Style::amber_date_time: return date_time_width;
        // A title runs on over the columns at its right.
        case Style::title: return 0;
        default: break;
    }
    // Well-formedness is not asked here: a wrong width hurts nobody.
    return std::min<double>(code_points(value.text.substr(0, 256)), width_max);
}

}  // namespace

Worksheet::Worksheet(const SheetOptions& options, const std::string& spill_folder)
    : has_header_(!options.header.empty()),
      fitted_(!options.widths.empty()),
      widths_(options.widths),
      spill_(spill_folder) {
    if (has_header_) write_header(options.header);
}

bool Worksheet::full() const {
    return rows_ == sheet_rows_max;
}

void Worksheet::row(std::span<const Value> values) {
    values = values.first(std::min<std::size_t>(values.size(), sheet_columns_max));
    ++rows_;
    columns_used_ = std::max(columns_used_, static_cast<std::uint32_t>(values.size()));
    for (auto column = static_cast<std::uint32_t>(columns_.size()); column < values.size();
         ++column) {
        columns_.push_back(column_piece(column));
    }
    if (!fitted_) fit(values);

    RowPiece number;
    const auto end = std::to_chars(number.bytes.data(), number.bytes.end(), rows_).ptr;
    number.size = static_cast<std::size_t>(end - number.bytes.data());
    markup_.add("<row r=\"");
    markup_.add({number.bytes.data(), number.size});
    markup_.add("\">");
    for (std::size_t i = 0; i < values.size(); ++i) {
        add_cell(markup_, columns_[i], number, values[i]);
        if (markup_.size() >= spill_bytes) spill();
    }
    markup_.add("</row>");
}

Spilled Worksheet::finish() {
    fitted_ = true;
    spill();
    markup_.add("</sheetData>");
    if (rows_ > 0) {
        const auto last =
            fmt::format("{}{}", column_letters(std::max(columns_used_, 1U) - 1), rows_);
        if (has_header_) markup_.add(fmt::format(R"(<autoFilter ref="A1:{}"/>)", last));
        // ID numbers are meant to be text: no green corners.
        markup_.add(fmt::format(
            R"(<ignoredErrors><ignoredError sqref="A1:{}" numberStoredAsText="1"/>)"
            "</ignoredErrors>",
            last
        ));
    }
    markup_.add("</worksheet>");
    spill();
    markup_.release();
    return spill_.finish();
}

std::string Worksheet::filter_range() const {
    if (!has_header_) return {};
    return fmt::format("$A$1:${}${}", column_letters(std::max(columns_used_, 1U) - 1), rows_);
}

void Worksheet::write_header(const std::vector<std::string>& header) {
    std::vector<Value> values;
    values.reserve(header.size());
    for (const auto& name : header)
        values.push_back({Value::Kind::text, Style::header, name});
    const bool fits = !fitted_;
    row(values);
    if (!fits) return;
    for (auto& width : widths_)
        width += filter_button_width;
}

void Worksheet::fit(std::span<const Value> values) {
    if (widths_.size() < values.size()) widths_.resize(values.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i)
        widths_[i] = std::max(widths_[i], width_of(values[i]));
    fitted_ = rows_ >= fitted_rows;
}

void Worksheet::write_preamble() {
    Markup preamble;
    preamble.add(start_of_part);
    preamble.add(has_header_ ? frozen_view : plain_view);
    preamble.add(R"(</sheetViews><sheetFormatPr defaultRowHeight="15"/>)");
    const auto count = std::min<std::size_t>(widths_.size(), sheet_columns_max);
    if (count > 0) preamble.add("<cols>");
    for (std::size_t i = 0; i < count; ++i) {
        const auto width = std::clamp(widths_[i] + width_margin, width_min, width_max);
        preamble.add(fmt::format(
            R"(<col min="{0}" max="{0}" width="{1:.1f}" customWidth="1"/>)", i + 1, width
        ));
    }
    if (count > 0) preamble.add("</cols>");
    preamble.add("<sheetData>");
    spill_.write(preamble.view());
}

void Worksheet::spill() {
    if (!fitted_ && markup_.size() < fitted_bytes) return;
    fitted_ = true;
    if (!started_) write_preamble();
    started_ = true;
    spill_.write(markup_.view());
    markup_.clear();
}

}  // namespace rollcall::sheet::writer
