// The CSV reader: records of the window, one after the other, into batches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "sheet/csv/input.hpp"
#include "sheet/csv/scanner.hpp"
#include "sheet/file.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::csv {

class CsvReader final : public Reader {
public:
    CsvReader(const File& file, const EncodingFacts& facts, const OpenOptions& options);

    const Info& info() const override { return info_; }
    Result<bool> next(Batch& batch) override;
    Position position() const override {
        return {.bytes_read = input_.bytes_read(), .bytes_total = file_.size()};
    }
    Notes notes() const override { return notes_; }

private:
    enum class Step : std::uint8_t { record, incomplete, refused };

    // A cell between two separators, as far as it is known.
    struct Field {
        const char* stop;       // the byte that matters behind it, or the window's end
        std::string_view text;  // lives until the next field
        bool whole;             // false: the window ends inside it
    };

    Result<bool> read(Batch& batch);
    bool is_full(const Batch& batch) const;
    Step read_record(Batch& batch);
    Step read_fields(Batch& batch);
    // Ends the record behind a line end, or at the end of the window.
    Step end_line(const char* stop);
    Field plain_field(const char* begin);
    // Needs: a quote stands where the field begins.
    Field quoted_field();
    const char* next_quote();
    void note_line_end(const char* place);
    bool ends_cell(const char* place) const;
    void refuse_open_quote(std::uint64_t line);
    bool add_cell(Batch& batch, std::uint64_t column, std::string_view text);
    bool end_record(Batch& batch, std::size_t cells_before);
    Result<void> read_on();
    void rescan();
    bool refuse_here(Errc code, const std::string& message);

    File file_;
    Input input_;
    ReaderLimits limits_;
    Info info_;
    Notes notes_;
    bool damaged_;

    Scanner scanner_;
    const char* at_ = nullptr;   // where the next record begins
    const char* end_ = nullptr;  // of the window
    std::string unquoted_;       // a quoted cell that is not written in one piece
    std::string mended_;         // a cell whose NULs were replaced

    std::uint64_t record_ = 0;         // the last one read, from 1
    std::uint64_t line_ = 1;           // in which the next record begins, as an editor counts
    std::uint64_t lines_inside_ = 0;   // line ends in the quotes of the record being read
    std::uint64_t blank_records_ = 0;  // since the last row that has a value
    std::uint64_t emitted_bytes_ = 0;
    bool first_batch_ = true;
    std::optional<Error> refusal_;
};

}  // namespace rollcall::sheet::csv
