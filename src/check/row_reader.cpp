#include "check/row_reader.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/calendar.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "check/area.hpp"
#include "check/checks.hpp"
#include "check/chunk.hpp"
#include "check/field.hpp"
#include "check/finding.hpp"
#include "check/header.hpp"
#include "check/json_text.hpp"
#include "check/rules/blank.hpp"
#include "check/rules/cross_check.hpp"
#include "check/rules/date.hpp"
#include "check/rules/digits.hpp"
#include "check/rules/email.hpp"
#include "check/rules/expiry.hpp"
#include "check/rules/id_number.hpp"
#include "check/rules/look_up.hpp"
#include "check/rules/money.hpp"
#include "check/rules/phone.hpp"
#include "check/rules/text.hpp"
#include "check/rules/value.hpp"
#include "check/rules/ward.hpp"
#include "check/schema.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check {
namespace {

static_assert(column_count <= 32, "a row's filled columns are the bits of one word");

constexpr std::uint32_t bit_of(ColumnKey key) {
    return std::uint32_t{1} << static_cast<unsigned>(key);
}

// Read before the others, which are compared with them.
constexpr auto read_first =
    bit_of(ColumnKey::id_number) | bit_of(ColumnKey::firstname) | bit_of(ColumnKey::ward);

// Most texts have no blank at either end; `trim` knows more kinds of them than a look shows.
std::string_view trim_quickly(std::string_view text) {
    if (!text.empty() && text.front() > ' ' && text.back() > ' ') return text;
    return trim(text);
}

// Nothing but its text: what nearly every cell is.
bool is_plain(const sheet::Cell& cell) {
    return cell.flags == sheet::flag_none && cell.kind <= sheet::CellKind::number;
}

// What an unusual cell's text says.
std::string_view text_of(const sheet::Cell& cell, std::string_view text) {
    if (cell.kind == sheet::CellKind::error) return {};
    if (cell.kind == sheet::CellKind::boolean) return text == "1" ? "TRUE" : "FALSE";
    return text;
}

bool is_known(const Geography* geography) {
    return geography != nullptr && geography->known();
}

}  // namespace

RowReader::RowReader(Header header, const Context& context)
    : header_(std::move(header)), context_(context) {
    column_of_.fill(no_column);
    for (std::size_t i = 0; i < header_.columns.size(); ++i) {
        const auto key = header_.columns[i];
        column_at_.push_back(key ? &column(*key) : nullptr);
        if (key) column_of_.at(static_cast<std::size_t>(*key)) = static_cast<std::uint16_t>(i);
    }
}

void RowReader::start(const sheet::Batch& batch, std::size_t index, Chunk& chunk) {
    chunk_ = &chunk;
    row_ = &chunk.rows.emplace_back();
    row_->number = batch.row(index).number;
    filled_ = 0;
    invalid_ = false;
    id_.reset();
    joined_.reset();
    last_payment_.reset();
    extra_.clear();
    metro_code_.clear();
    gather(batch, index);
    read_id(column(ColumnKey::id_number));
}

void RowReader::finish() {
    read_firstname(column(ColumnKey::firstname));
    read_ward(column(ColumnKey::ward));
    const auto all = columns();
    for (auto rest = filled_ & ~read_first; rest != 0; rest &= rest - 1) {
        const auto key = static_cast<std::size_t>(std::countr_zero(rest));
        read_other(all[key], values_[key]);
    }
    derive_expiry();
    store_extra();
}

void RowReader::gather(const sheet::Batch& batch, std::size_t index) {
    std::int32_t extra_cells = 0;
    for (const auto& cell : batch.cells(index)) {
        const auto* const column =
            cell.column < column_at_.size() ? column_at_[cell.column] : nullptr;
        auto text = trim_quickly(batch.text(cell));
        if (!is_plain(cell)) {
            text = text_of(cell, text);
            note_flags(cell, column);
        }
        if (column != nullptr) {
            if (rules::is_blank(text, column->blanks)) continue;
            // In place: a value that is made and then copied is read before it has been written
            // out.
            auto& value = values_[static_cast<std::size_t>(column->key)];
            value.text = text;
            value.kind = cell.kind;
            value.shows_date = (cell.flags & sheet::flag_date) != 0;
            filled_ |= bit_of(column->key);
            continue;
        }
        if (cell.column >= header_.width && !text.empty()) ++extra_cells;
        if (context_.keep_extra && cell.column < column_at_.size()) keep_extra(cell.column, text);
    }
    if (extra_cells > 0) note_at(Code::extra_cells, no_column, extra_cells);
}

void RowReader::note(Code code, ColumnKey key, std::int32_t detail) {
    note_at(code, column_of_[static_cast<std::size_t>(key)], detail);
}

void RowReader::note_at(Code code, std::uint16_t column, std::int32_t detail) {
    invalid_ = invalid_ || severity_of(code) == Severity::invalid;
    chunk_->findings.push_back(
        {.row = row_->number,
         .index = static_cast<std::uint32_t>(chunk_->rows.size() - 1),
         .detail = detail,
         .column = column,
         .code = code}
    );
}

void RowReader::note_flags(const sheet::Cell& cell, const Column* column) {
    const auto has = [&](sheet::CellFlag flag) { return (cell.flags & flag) != 0; };
    // A formula's error is as little of a value as none.
    if (has(sheet::flag_formula_no_value) || cell.kind == sheet::CellKind::error) {
        note_at(Code::formula_without_value, cell.column);
    }
    if (has(sheet::flag_bad_string_index)) note_at(Code::string_missing, cell.column);
    if (has(sheet::flag_impossible_number)) note_at(Code::number_impossible, cell.column);
    if (has(sheet::flag_repeated)) note_at(Code::cell_repeated, cell.column);
    if (has(sheet::flag_replaced)) note_at(Code::text_replaced, cell.column);
    const bool cut_by_rule = column != nullptr && column->rule == Rule::text;
    if (has(sheet::flag_too_long) && !cut_by_rule) {
        note_at(Code::text_cut, cell.column, static_cast<std::int32_t>(cell_units_max));
    }
}

void RowReader::keep_extra(std::uint16_t column, std::string_view text) {
    if (text.empty()) return;
    extra_ += extra_.empty() ? '{' : ',';
    append_json_text(extra_, header_.names[column]);
    extra_ += ':';
    append_json_text(extra_, rules::clean_text(text, scratch_));
}

void RowReader::store_extra() {
    if (extra_.empty()) return;
    extra_ += '}';
    keep(Field::extra, extra_);
}

const rules::Value* RowReader::given(const Column& column) const {
    if ((filled_ & bit_of(column.key)) == 0) return nullptr;
    return &values_[static_cast<std::size_t>(column.key)];
}

void RowReader::keep(Field field, std::string_view text) {
    if (!context_.judge_only) store(field, text);
}

void RowReader::keep(const Column& column, std::string_view text) {
    if (column.field) keep(*column.field, text);
}

void RowReader::keep(Field field, Day day) {
    if (!context_.judge_only) store(field, rules::iso_date(day).view());
}

void RowReader::store(Field field, std::string_view text) {
    row_->fields[static_cast<std::size_t>(field)] = chunk_->store(text);
}

std::string_view RowReader::stored(Field field) const {
    return chunk_->text(*row_, field);
}

void RowReader::read_id(const Column& column) {
    const auto* const value = given(column);
    if (value == nullptr) return note(Code::id_missing, column.key);
    const auto id = rules::read_id_number(value->text, context_.today);
    if (!id) {
        row_->id_last4 = id.error().last4;
        return note(id.error().code, column.key, id.error().detail);
    }
    constexpr std::uint64_t last4 = 10'000;
    id_ = *id;
    row_->id = id->number;
    row_->id_valid = true;
    row_->id_last4 = static_cast<std::uint16_t>(id->number % last4);
    keep(Field::id_number, id->text());
    keep(Field::date_of_birth, id->born);
}

void RowReader::read_firstname(const Column& column) {
    const auto* const value = given(column);
    if (value == nullptr) return note(Code::firstname_missing, column.key);
    const auto name = plain_text(*value);
    if (name.empty()) return note(Code::firstname_missing, column.key);
    if (name.size() > column.characters_max) {
        const auto characters = code_points(name);
        if (characters > column.characters_max) {
            return note(Code::firstname_length, column.key, static_cast<std::int32_t>(characters));
        }
    }
    keep(Field::firstname, name);
}

void RowReader::read_ward(const Column& column) {
    const auto* const value = given(column);
    if (value == nullptr) return note(Code::ward_missing, column.key);
    const auto ward = rules::read_ward(value->text);
    if (!ward) return note(Code::ward_format, column.key);
    store(Field::ward_code, ward->view());
    if (!is_known(context_.geography)) {
        return store(Field::province_code, province_of_ward(ward->view()));
    }
    const auto place = context_.geography->find(ward->view());
    if (!place) return note(Code::ward_unknown, column.key);
    store(Field::province_code, place->province_code);
    store(Field::municipality_code, place->municipality_code);
    metro_code_ = place->metro_code;
}

void RowReader::read_other(const Column& column, const Value& value) {
    switch (column.rule) {
        case Rule::text: return read_text(column, value);
        case Rule::voting_district: return read_voting_district(column, value);
        case Rule::look_up: return read_look_up(column, value);
        case Rule::cell_number:
        case Rule::landline: return read_phone(column, value);
        case Rule::email: return read_email(column, value);
        case Rule::date: return read_date(column, value);
        case Rule::money: return read_money(column, value);
        case Rule::province: return check_province(column, value);
        case Rule::municipality: return check_municipality(column, value);
        case Rule::age:
            if (id_ && !rules::age_fits(value.text, id_->born, context_.today)) {
                note(Code::age_mismatch, column.key);
            }
            return;
        case Rule::id_number:
        case Rule::ward:
        case Rule::none: return;
    }
}

// The text as it is stored; a number without the `.0` or exponent that a program gave it.
std::string_view RowReader::plain_text(const Value& value) {
    if (value.kind != sheet::CellKind::number) return rules::clean_text(value.text, scratch_);
    const auto digits = rules::read_digits(value.text, rules::Signs::plain);
    if (!digits || value.text.starts_with('-')) return value.text;
    scratch_ = digits->view();
    return scratch_;
}

void RowReader::read_text(const Column& column, const Value& value) {
    // In NFC a text has at most three times its bytes: of a short one there is nothing to tell.
    constexpr std::size_t growth_max = 3;
    if (context_.judge_only && value.text.size() * growth_max <= column.characters_max) return;
    const bool has_district =
        column_of_[static_cast<std::size_t>(ColumnKey::voting_district)] != no_column;
    if (column.key == ColumnKey::voting_station && !has_district) {
        if (const auto district = rules::read_voting_district(value.text)) {
            return keep(Field::voting_district_code, district->view());
        }
    }
    const auto text = plain_text(value);
    if (text.empty()) return;
    const auto kept = rules::cut_text(text, column.characters_max);
    if (kept.size() < text.size()) note(Code::text_cut, column.key, column.characters_max);
    keep(column, kept);
}

void RowReader::read_voting_district(const Column& column, const Value& value) {
    const auto district = rules::read_voting_district(value.text);
    if (!district) return note(Code::vd_format, column.key);
    keep(column, district->view());
}

void RowReader::read_look_up(const Column& column, const Value& value) {
    const auto* const choice = rules::look_up(column.key, value.text);
    if (choice == nullptr) return note(Code::lookup_unknown, column.key);
    const auto name = choice->name;
    keep(column, name);
    if (!id_) return;
    if (column.key == ColumnKey::gender && !rules::gender_fits(name, id_->male)) {
        note(Code::gender_mismatch, column.key);
    }
    if (column.key == ColumnKey::citizenship && !rules::citizenship_fits(name, id_->citizenship)) {
        note(Code::citizenship_mismatch, column.key);
    }
}

void RowReader::read_phone(const Column& column, const Value& value) {
    const auto number = column.rule == Rule::cell_number ? rules::read_cell_number(value.text)
                                                         : rules::read_landline(value.text);
    if (!number) return note(Code::phone_format, column.key);
    keep(column, number->view());
}

void RowReader::read_email(const Column& column, const Value& value) {
    const auto address = rules::clean_text(value.text, scratch_);
    if (!rules::is_email(address)) return note(Code::email_format, column.key);
    keep(column, address);
}

void RowReader::read_date(const Column& column, const Value& value) {
    const auto system =
        context_.date1904 ? rules::DateSystem::from_1904 : rules::DateSystem::from_1900;
    const auto date = rules::read_date(value, system);
    if (!date) return note(date.error(), column.key);
    if (column.key == ColumnKey::date_joined) joined_ = *date;
    if (column.key == ColumnKey::last_payment) last_payment_ = *date;
    if (column.field) keep(*column.field, *date);
}

void RowReader::read_money(const Column& column, const Value& value) {
    const auto cents = rules::read_money(value);
    if (!cents) return note(Code::money_format, column.key);
    if (context_.judge_only) return;
    std::array<char, 24> text{};
    const auto* const end = std::to_chars(text.data(), text.data() + text.size(), *cents).ptr;
    keep(column, {text.data(), static_cast<std::size_t>(end - text.data())});
}

void RowReader::check_province(const Column& column, const Value& value) {
    const auto province = stored(Field::province_code);
    if (province.empty() || rules::province_fits(value.text, province)) return;
    note(Code::province_mismatch, column.key);
}

void RowReader::check_municipality(const Column& column, const Value& value) {
    const auto municipality = stored(Field::municipality_code);
    if (municipality.empty() || rules::municipality_fits(value.text, municipality)) return;
    // People of a metro's sub-region write the metro.
    if (!metro_code_.empty() && rules::municipality_fits(value.text, metro_code_)) return;
    note(Code::municipality_mismatch, column.key);
}

void RowReader::derive_expiry() {
    if (context_.judge_only || !stored(Field::expiry_date).empty()) return;
    const auto expiry = rules::derive_expiry(last_payment_, joined_);
    if (!expiry) return;
    keep(Field::expiry_date, *expiry);
    row_->expiry_derived = true;
}

}  // namespace rollcall::check
