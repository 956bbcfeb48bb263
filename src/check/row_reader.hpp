// Reads one row: every field as the text that is stored, and what is wrong or odd with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/checks.hpp"
#include "check/chunk.hpp"
#include "check/header.hpp"
#include "check/rules/id_number.hpp"
#include "check/rules/value.hpp"
#include "check/schema.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check {

// Used by one thread. Keeps the row it is at; nothing of a row before it reaches the next.
class RowReader {
public:
    // Needs: the context outlives it.
    RowReader(Header header, const Context& context);

    const Header& header() const { return header_; }

    // Adds the batch's row to the chunk, with its ID number.
    void start(const sheet::Batch& batch, std::size_t index, Chunk& chunk);
    // Adds all its other fields and findings. The verdict stays open. Needs: the batch has not
    // changed.
    void finish();

    // Whether a finding makes the row last read invalid.
    bool row_is_invalid() const { return invalid_; }

    // Adds a finding to the row last read.
    void note(Code code, ColumnKey key, std::int32_t detail = 0);

private:
    using Value = rules::Value;

    void gather(const sheet::Batch& batch, std::size_t index);
    void note_at(Code code, std::uint16_t column, std::int32_t detail = 0);
    void note_flags(const sheet::Cell& cell, const Column* column);
    void keep_extra(std::uint16_t column, std::string_view text);
    void store_extra();

    // The value of a column, or nothing when the file lacks it, or the row leaves it blank.
    const Value* given(const Column& column) const;
    // For who loads the row.
    void keep(Field field, std::string_view text);
    void keep(const Column& column, std::string_view text);  // where the column has a field
    void keep(Field field, Day day);
    // For the checks that follow, too.
    void store(Field field, std::string_view text);
    std::string_view stored(Field field) const;

    void read_id(const Column& column);
    void read_firstname(const Column& column);
    void read_ward(const Column& column);
    void read_other(const Column& column, const Value& value);
    void read_text(const Column& column, const Value& value);
    void read_voting_district(const Column& column, const Value& value);
    void read_look_up(const Column& column, const Value& value);
    void read_phone(const Column& column, const Value& value);
    void read_email(const Column& column, const Value& value);
    void read_date(const Column& column, const Value& value);
    void read_money(const Column& column, const Value& value);
    void check_province(const Column& column, const Value& value);
    void check_municipality(const Column& column, const Value& value);
    std::string_view plain_text(const Value& value);
    void derive_expiry();

    // Constant after construction.
    const Header header_;
    const Context& context_;
    std::vector<const Column*> column_at_;               // by the file's column; null: unknown
    std::array<std::uint16_t, column_count> column_of_;  // by ColumnKey; no_column: not in the file

    // The row being read.
    Chunk* chunk_ = nullptr;
    CheckedRow* row_ = nullptr;  // the chunk's last
    std::array<Value, column_count> values_;
    std::uint32_t filled_ = 0;  // bit n: the column with that key has a value that is not blank
    bool invalid_ = false;
    std::optional<rules::IdNumber> id_;
    std::optional<Day> joined_;
    std::optional<Day> last_payment_;
    std::string metro_code_;  // of the ward's municipality, where that is a metro's sub-region
    std::string extra_;       // JSON, without its last bracket
    std::string scratch_;     // where text lies that had to be cleaned
};

}  // namespace rollcall::check
