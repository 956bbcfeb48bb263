#include "sheet/child/frame.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/uio.h>

#include "base/failure.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/frame_text.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {
namespace {

constexpr std::uint32_t frame_magic = 0x31465243;  // "CRF1"

struct Header {
    std::uint32_t magic;
    std::uint32_t type;
    std::uint32_t length;  // of what follows
};

// What stands before a batch's raw parts.
struct RowsHeader {
    std::uint64_t bytes_read;
    std::uint64_t bytes_total;
    std::uint32_t rows;
    std::uint32_t cells;
    std::uint32_t text_bytes;
    std::uint32_t reserved;
};

template <class Value>
iovec bytes_of(const Value& value) {
    return {const_cast<Value*>(&value), sizeof(Value)};
}

template <class Values>
iovec all_of(const Values& values) {
    using Value = std::remove_cvref_t<decltype(*values.data())>;
    return {const_cast<Value*>(values.data()), values.size() * sizeof(Value)};
}

// Leaves out the first `count` bytes of the parts.
std::span<iovec> skip(std::span<iovec> parts, std::size_t count) {
    while (!parts.empty() && count >= parts.front().iov_len) {
        count -= parts.front().iov_len;
        parts = parts.subspan(1);
    }
    if (!parts.empty()) {
        parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + count;
        parts.front().iov_len -= count;
    }
    return parts;
}

void write_all(int pipe, std::span<iovec> parts) {
    parts = skip(parts, 0);
    while (!parts.empty()) {
        const auto wrote = ::writev(pipe, parts.data(), static_cast<int>(parts.size()));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) throw_errno("write to the reader's pipe", errno);
        parts = skip(parts, static_cast<std::size_t>(wrote));
    }
}

// How many bytes came before the pipe's end, at most all that the parts hold.
std::size_t read_all(int pipe, std::span<iovec> parts) {
    std::size_t total = 0;
    parts = skip(parts, 0);
    while (!parts.empty()) {
        const auto got = ::readv(pipe, parts.data(), static_cast<int>(parts.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw_errno("read from the reader's pipe", errno);
        if (got == 0) break;
        total += static_cast<std::size_t>(got);
        parts = skip(parts, static_cast<std::size_t>(got));
    }
    return total;
}

std::expected<Frame, Lost> decode(FrameType type, std::string_view payload) {
    std::optional<Frame> frame;
    switch (type) {
        case FrameType::info: frame = decode_info(payload); break;
        case FrameType::end: frame = decode_end(payload); break;
        case FrameType::refusal: frame = decode_refusal(payload); break;
        case FrameType::failure: frame = decode_failure(payload); break;
        case FrameType::rows: break;
    }
    if (!frame) return std::unexpected(Lost::garbled);
    return *std::move(frame);
}

}  // namespace

void FrameWriter::send(FrameType type, const std::string& payload) const {
    const Header header{
        .magic = frame_magic,
        .type = std::to_underlying(type),
        .length = static_cast<std::uint32_t>(payload.size())};
    std::array parts{bytes_of(header), all_of(payload)};
    write_all(pipe_, parts);
}

Result<void> FrameWriter::info(const Info& info) {
    const auto payload = encode_info(info);
    if (payload.size() > small_frame_bytes_max) {
        return refuse(
            Errc::resource_limit,
            "the workbook has " + with_commas(info.sheets.size()) +
                " sheets; save the one with the members as a workbook of its own"
        );
    }
    send(FrameType::info, payload);
    return {};
}

void FrameWriter::end(const Notes& notes, const Position& position) {
    send(FrameType::end, encode_end({.notes = notes, .position = position}));
}

void FrameWriter::refusal(const Error& error) {
    send(FrameType::refusal, encode_refusal(error));
}

void FrameWriter::failure(const Failure& failure) {
    send(FrameType::failure, encode_failure(failure));
}

Result<void> FrameWriter::rows(const Batch& batch, const Position& position) const {
    const auto length = sizeof(RowsHeader) + batch.bytes();
    if (length > frame_bytes_max) {
        return refuse(
            Errc::resource_limit,
            "rows near row " + with_commas(batch.row(0).number) +
                " are too long to hand on: no batch of rows may pass 64 MB"
        );
    }
    const Header header{
        .magic = frame_magic,
        .type = std::to_underlying(FrameType::rows),
        .length = static_cast<std::uint32_t>(length)};
    const RowsHeader counts{
        .bytes_read = position.bytes_read,
        .bytes_total = position.bytes_total,
        .rows = static_cast<std::uint32_t>(batch.raw_rows().size()),
        .cells = static_cast<std::uint32_t>(batch.raw_cells().size()),
        .text_bytes = static_cast<std::uint32_t>(batch.raw_text().size()),
        .reserved = 0};
    std::array parts{
        bytes_of(header),
        bytes_of(counts),
        all_of(batch.raw_rows()),
        all_of(batch.raw_cells()),
        all_of(batch.raw_text())};
    write_all(pipe_, parts);
    return {};
}

std::expected<Frame, Lost> FrameReader::next(Batch& batch) {
    Header header{};
    std::array head{bytes_of(header)};
    const auto got = read_all(pipe_, head);
    if (got == 0) {
        batch.clear();
        return std::unexpected(Lost::ended);
    }
    const bool known = got == sizeof(Header) && header.magic == frame_magic;
    if (known && header.type == std::to_underlying(FrameType::rows)) {
        return rows(header.length, batch);
    }
    batch.clear();
    if (!known || header.length > small_frame_bytes_max) return std::unexpected(Lost::garbled);
    std::string payload(header.length, '\0');
    std::array body{all_of(payload)};
    if (read_all(pipe_, body) != payload.size()) return std::unexpected(Lost::garbled);
    return decode(static_cast<FrameType>(header.type), payload);
}

std::expected<Frame, Lost> FrameReader::rows(std::uint32_t length, Batch& batch) const {
    std::vector<Row> rows;
    std::vector<Cell> cells;
    std::string text;
    batch.release(rows, cells, text);
    RowsHeader counts{};
    std::array head{bytes_of(counts)};
    if (length > frame_bytes_max || read_all(pipe_, head) != sizeof(RowsHeader)) {
        return std::unexpected(Lost::garbled);
    }
    const auto stated = sizeof(RowsHeader) + std::uint64_t{counts.rows} * sizeof(Row) +
                        std::uint64_t{counts.cells} * sizeof(Cell) + counts.text_bytes;
    if (stated != length) return std::unexpected(Lost::garbled);
    rows.resize(counts.rows);
    cells.resize(counts.cells);
    text.resize(counts.text_bytes);
    std::array parts{all_of(rows), all_of(cells), all_of(text)};
    const bool whole = read_all(pipe_, parts) == length - sizeof(RowsHeader);
    if (!whole || !batch.adopt(std::move(rows), std::move(cells), std::move(text))) {
        batch.clear();
        return std::unexpected(Lost::garbled);
    }
    return Rows{{.bytes_read = counts.bytes_read, .bytes_total = counts.bytes_total}};
}

}  // namespace rollcall::sheet::child
