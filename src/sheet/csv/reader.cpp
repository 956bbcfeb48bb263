#include "sheet/csv/reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"
#include "sheet/csv/csv.hpp"
#include "sheet/csv/dialect.hpp"
#include "sheet/csv/encoding.hpp"
#include "sheet/file.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::csv {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// The text with each NUL replaced; what else is ill-formed became NUL when it was decoded.
void mend(std::string_view text, std::string& mended) {
    mended.clear();
    for (const char c : text) {
        if (c == '\0') {
            mended += replacement;
        } else {
            mended += c;
        }
    }
}

std::string megabytes(std::uint64_t bytes) {
    return with_commas(bytes / mib) + " MB";
}

}  // namespace

CsvReader::CsvReader(const File& file, const EncodingFacts& facts, const OpenOptions& options)
    : file_(file), input_(file_, facts), limits_(options.limits), damaged_(facts.damaged) {
    limits_.columns = std::min(limits_.columns, sheet_columns_max);
    limits_.rows = std::min(limits_.rows, sheet_rows_max);
    if (!input_.at_end()) input_.fill();
    const auto dialect = detect_dialect(input_.window(), options.file_name);
    input_.consume(dialect.skip);
    info_.format = Format::csv;
    info_.encoding = to_string(facts.encoding);
    info_.delimiter = dialect.separator;
    notes_.windows_1252 = facts.encoding == Encoding::windows_1252;
    line_ = dialect.skip > 0 ? 2 : 1;
    rescan();
}

void CsvReader::rescan() {
    const auto window = input_.window();
    at_ = window.data();
    end_ = at_ + window.size();
    scanner_ = Scanner(at_, end_, info_.delimiter);
}

Result<bool> CsvReader::next(Batch& batch) {
    batch.clear();
    if (refusal_) return std::unexpected(*refusal_);
    auto more = read(batch);
    if (!more) {
        refusal_ = more.error();
        batch.clear();
    }
    return more;
}

bool CsvReader::is_full(const Batch& batch) const {
    if (first_batch_ && batch.row_count() < header_rows_max) return false;
    return batch.row_count() >= batch_rows || batch.bytes() >= batch_bytes;
}

Result<bool> CsvReader::read(Batch& batch) {
    while (!is_full(batch)) {
        if (at_ == end_ && input_.at_end()) break;
        const auto step = read_record(batch);
        if (refusal_) return std::unexpected(*refusal_);
        if (step == Step::incomplete) {
            if (auto read = read_on(); !read) return std::unexpected(read.error());
        }
        // The first rows come in one batch, and a batch must fit a frame.
        if (first_batch_ && batch.bytes() > frame_bytes_max / 2) {
            return refuse(
                Errc::csv_line_too_long,
                "the first " + with_commas(header_rows_max) + " rows hold more than " +
                    megabytes(frame_bytes_max / 2) + ": this is not a list of people"
            );
        }
    }
    first_batch_ = false;
    input_.consume(static_cast<std::size_t>(at_ - input_.window().data()));
    emitted_bytes_ += batch.bytes();
    if (emitted_bytes_ > limits_.emitted_bytes) {
        return refuse(
            Errc::file_too_large,
            "the file holds more cells than may be read: split it into smaller files"
        );
    }
    return !batch.empty();
}

// The record that begins in the window does not end there: more of the file is needed.
Result<void> CsvReader::read_on() {
    input_.consume(static_cast<std::size_t>(at_ - input_.window().data()));
    if (input_.window().size() > limits_.csv_line_bytes) {
        return refuse(
            Errc::csv_line_too_long,
            "the row that begins in line " + with_commas(line_) + " is longer than " +
                megabytes(limits_.csv_line_bytes) +
                (lines_inside_ > 0 ? ": a closing quote is missing in that line"
                                   : ": the file has no line ends there")
        );
    }
    // Each new attempt sees twice as much, so that a long record is not read over and over.
    const auto wanted = std::min(2 * input_.window().size(), limits_.csv_line_bytes + 1);
    do {
        input_.fill();
    } while (input_.window().size() < wanted && !input_.at_end());
    rescan();
    return {};
}

bool CsvReader::refuse_here(Errc code, const std::string& message) {
    refusal_ = Error{
        .code = code,
        .message = "line " + with_commas(line_ + lines_inside_) + ": " + message,
        .subject = {}};
    return false;
}

CsvReader::Step CsvReader::read_record(Batch& batch) {
    const auto cells_before = batch.raw_cells().size();
    lines_inside_ = 0;
    batch.start_row(static_cast<std::uint32_t>(record_ + 1));
    const auto step = read_fields(batch);
    if (step == Step::incomplete) {
        batch.drop_row();
        return step;
    }
    if (step == Step::refused || !end_record(batch, cells_before)) return Step::refused;
    return Step::record;
}

CsvReader::Step CsvReader::read_fields(Batch& batch) {
    const char* begin = at_;
    for (std::uint64_t column = 0;; ++column) {
        const bool quoted = begin < end_ && *begin == '"';
        const auto field = quoted ? quoted_field() : plain_field(begin);
        if (!field.whole) return refusal_ ? Step::refused : Step::incomplete;
        if (!field.text.empty() && !add_cell(batch, column, field.text)) return Step::refused;
        if (field.stop == end_ || *field.stop != info_.delimiter) return end_line(field.stop);
        begin = field.stop + 1;
    }
}

CsvReader::Step CsvReader::end_line(const char* stop) {
    if (stop == end_) {
        at_ = end_;
        return Step::record;
    }
    const char* next = stop + 1;
    if (*stop == '\r') {
        // Whether a line feed belongs to it stands in the next window.
        if (next == end_ && !input_.at_end()) return Step::incomplete;
        if (next < end_ && *next == '\n') next = scanner_.next() + 1;
    }
    at_ = next;
    return Step::record;
}

// A quote inside it is a quote, as Excel reads it.
CsvReader::Field CsvReader::plain_field(const char* begin) {
    const char* stop = scanner_.next();
    while (stop < end_ && *stop == '"')
        stop = scanner_.next();
    const std::string_view text(begin, static_cast<std::size_t>(stop - begin));
    return {.stop = stop, .text = text, .whole = stop < end_ || input_.at_end()};
}

// A CR with a line feed behind it leaves the counting to the line feed.
void CsvReader::note_line_end(const char* place) {
    const bool pair = *place == '\r' && place + 1 < end_ && place[1] == '\n';
    if (*place == '\n' || (*place == '\r' && !pair)) ++lines_inside_;
}

const char* CsvReader::next_quote() {
    const char* quote = scanner_.next();
    while (quote < end_ && *quote != '"') {
        note_line_end(quote);
        quote = scanner_.next();
    }
    return quote;
}

CsvReader::Field CsvReader::quoted_field() {
    const Field unfinished{.stop = end_, .text = {}, .whole = false};
    const auto opened_in = line_ + lines_inside_;
    const char* piece = scanner_.next() + 1;
    unquoted_.clear();
    for (;;) {
        const char* const quote = next_quote();
        if (quote == end_) {
            if (input_.at_end()) refuse_open_quote(opened_in);
            return unfinished;
        }
        const char* const behind = quote + 1;
        // What stands behind the quote says what it is.
        if (behind == end_ && !input_.at_end()) return unfinished;
        const std::string_view text(piece, static_cast<std::size_t>(quote - piece));
        if (unquoted_.empty() && ends_cell(behind)) {
            return {.stop = scanner_.next(), .text = text, .whole = true};
        }
        unquoted_ += text;
        if (behind == end_ || *behind != '"') {
            // Text behind the closing quote belongs to the cell, as Excel reads it.
            const auto rest = plain_field(behind);
            unquoted_ += rest.text;
            return {.stop = rest.stop, .text = unquoted_, .whole = rest.whole};
        }
        piece = scanner_.next();
    }
}

bool CsvReader::ends_cell(const char* place) const {
    return place == end_ || *place == info_.delimiter || *place == '\r' || *place == '\n';
}

void CsvReader::refuse_open_quote(std::uint64_t line) {
    refusal_ = Error{
        .code = Errc::csv_unclosed_quote,
        .message = "a quote that opens in line " + with_commas(line) +
                   " is never closed: add the closing quote, or save the file again as CSV",
        .subject = {}};
}

bool CsvReader::add_cell(Batch& batch, std::uint64_t column, std::string_view text) {
    if (column >= limits_.columns) {
        return refuse_here(
            Errc::too_many_columns,
            "the row has more than " + with_commas(limits_.columns) + " columns"
        );
    }
    if (text.size() > limits_.cell_bytes) {
        return refuse_here(
            Errc::cell_too_long,
            "a cell is longer than " + megabytes(limits_.cell_bytes) +
                ": is a closing quote missing before it?"
        );
    }
    std::uint8_t flags = flag_none;
    if (damaged_ && text.contains('\0')) {
        mend(text, mended_);
        text = mended_;
        flags = flag_replaced;
    }
    if (text.size() > cell_units_max && utf16_units(text) > cell_units_max) flags |= flag_too_long;
    batch.add_cell(static_cast<std::uint16_t>(column), CellKind::text, flags, text);
    return true;
}

bool CsvReader::end_record(Batch& batch, std::size_t cells_before) {
    const bool blank = batch.raw_cells().size() == cells_before;
    ++record_;
    if (!blank && record_ > limits_.rows) {
        return refuse_here(
            Errc::too_many_rows,
            "the file has more than " + with_commas(limits_.rows) +
                " rows: split it into smaller files"
        );
    }
    line_ += 1 + lines_inside_;
    if (blank) {
        batch.drop_row();
        ++blank_records_;
        return true;
    }
    notes_.blank_rows += static_cast<std::uint32_t>(std::exchange(blank_records_, 0));
    return true;
}

Result<std::unique_ptr<Reader>> open(const Source& source, const OpenOptions& options) {
    const File file(source.file);
    if (file.size() == 0) {
        return refuse(Errc::file_empty, "the file is empty: it has no bytes at all");
    }
    const auto facts = decide_encoding(file);
    if (!facts) return std::unexpected(facts.error());
    return std::make_unique<CsvReader>(file, *facts, options);
}

}  // namespace rollcall::sheet::csv
