// Every limit of the house, each with its reason. Settings may lower or raise those in Limits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rollcall {

inline constexpr std::uint64_t kib = 1024;
inline constexpr std::uint64_t mib = 1024 * kib;
inline constexpr std::uint64_t gib = 1024 * mib;

// What Excel can hold; also what a packed row number must fit (check/duplicates).
inline constexpr std::uint32_t sheet_rows_max = 1'048'576;
inline constexpr std::uint32_t sheet_columns_max = 16'384;
// UTF-16 units in a cell as Excel counts them; longer is the row's finding.
inline constexpr std::uint32_t cell_units_max = 32'767;

// What the reader of an uploaded file may use before it gives up: `LIMIT_…` settings.
struct ReaderLimits {
    // 1,000,000 rows of 20 columns unpack to 1.1 GB.
    std::uint64_t unpacked_bytes = 4 * gib;
    std::uint64_t part_bytes = 2 * gib;
    // Workbook, styles, relationships, content types: parsed whole, so kept small.
    std::uint64_t small_part_bytes = 16 * mib;
    // Honest files reach 299:1 at 1 MB and 121:1 at 60 MB, so it is judged past this much of a
    // part.
    std::uint32_t ratio = 200;
    std::uint64_t ratio_judged_past = 16 * mib;
    std::uint32_t entries = 10'000;
    std::uint32_t rows = sheet_rows_max;
    std::uint32_t columns = sheet_columns_max;
    // A longer cell ends the file; see cell_units_max for the row's finding.
    std::uint64_t cell_bytes = mib;
    std::uint32_t shared_strings = 8'000'000;
    std::uint64_t shared_strings_bytes = gib;
    // Past this the shared strings' text lies in the unlinked spill file.
    std::uint64_t shared_strings_memory = 64 * mib;
    // One small file may not become 16 GB of output.
    std::uint64_t emitted_bytes = 4 * gib;
    // Past this `ratio` holds for the output too, over the sheet's unpacked bytes: no list has
    // thousands of characters in every cell.
    std::uint64_t emitted_judged_past = 256 * mib;
    std::uint32_t tag_bytes = 64 * kib;
    std::uint32_t attributes = 64;
    std::uint32_t depth = 32;
    std::uint32_t styles = 65'490;
    // A CSV line without an end; also the longest quoted field.
    std::uint64_t csv_line_bytes = 16 * mib;
    // The child's address space and processor time (seconds a started 100 MB, at least this).
    std::uint64_t child_memory_bytes = 512 * mib;
    std::uint32_t child_cpu_seconds = 60;
};

// A batch closes at the first of these, so that memory is one batch.
inline constexpr std::uint32_t batch_rows = 1024;
inline constexpr std::size_t batch_bytes = 512 * kib;
// A row's text: a longer row ends the file, so that a batch stays small whatever a cell may hold.
inline constexpr std::size_t row_bytes_max = 8 * mib;
// The first batch holds at least this many rows where the sheet has them: the header stands there.
inline constexpr std::uint32_t header_rows_max = 50;
// A frame on the reader's pipe; one row of a batch may be long, but not longer than this.
inline constexpr std::size_t frame_bytes_max = 64 * mib;

// Chunks adapt to the disk: start small, then as many rows as commit in `chunk_commit_aim_ms`.
inline constexpr std::uint32_t chunk_rows_first = 2'000;
inline constexpr std::uint32_t chunk_rows_max = 20'000;
inline constexpr std::size_t chunk_bytes_max = 8 * mib;
inline constexpr std::uint32_t chunk_commit_aim_ms = 200;

}  // namespace rollcall
