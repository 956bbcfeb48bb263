#include "sheet/writer/container.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <isa-l/crc.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "sheet/writer/spill.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t version_plain = 20;
constexpr std::uint16_t version_zip64 = 45;
constexpr std::uint16_t utf8_names = 0x0800;
// 1 January 1980: the same rows make the same bytes.
constexpr std::uint16_t dos_time = 0;
constexpr std::uint16_t dos_date = 0x0021;
constexpr std::uint32_t in_zip64 = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t copy_bytes = 256UL * 1024;

// A record of the container: its numbers stand little-endian.
class Record {
public:
    Record& u16(std::uint64_t value) { return number(value, 2); }
    Record& u32(std::uint64_t value) { return number(value, 4); }
    Record& u64(std::uint64_t value) { return number(value, 8); }
    Record& text(std::string_view value) {
        bytes_ += value;
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    Record& number(std::uint64_t value, int width) {
        for (int i = 0; i < width; ++i)
            bytes_ += static_cast<char>((value >> (8 * i)) & 0xFFU);
        return *this;
    }

    std::string bytes_;
};

std::uint64_t clamped(std::uint64_t value) {
    return std::min<std::uint64_t>(value, in_zip64);
}

bool is_large(std::uint64_t value) {
    return value >= in_zip64;
}

}  // namespace

Container::Container(int file) : file_(file) {
    if (::lseek(file_, 0, SEEK_SET) < 0 && errno != ESPIPE) throw_errno("write a workbook", errno);
}

void Container::add(std::string_view name, std::string_view bytes) {
    const auto crc =
        crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    start({std::string(name), stored, crc, bytes.size(), bytes.size(), offset_});
    write(bytes);
}

void Container::add(std::string_view name, const Spilled& part) {
    start({std::string(name), deflated, part.crc, part.packed_bytes, part.unpacked_bytes, offset_});
    std::vector<char> buffer(std::min<std::uint64_t>(part.packed_bytes, copy_bytes));
    std::uint64_t done = 0;
    while (done < part.packed_bytes) {
        const auto want = std::min<std::uint64_t>(buffer.size(), part.packed_bytes - done);
        const auto got = ::pread(part.file.get(), buffer.data(), want, static_cast<::off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw_errno("read a temporary file", errno);
        if (got == 0) throw Failure("read a temporary file: it is shorter than was written");
        write({buffer.data(), static_cast<std::size_t>(got)});
        done += static_cast<std::uint64_t>(got);
    }
}

void Container::start(Entry entry) {
    const bool large = is_large(entry.packed_bytes) || is_large(entry.unpacked_bytes);
    Record extra;
    if (large) extra.u16(1).u16(16).u64(entry.unpacked_bytes).u64(entry.packed_bytes);
    Record record;
    record.u32(0x04034B50)
        .u16(large ? version_zip64 : version_plain)
        .u16(utf8_names)
        .u16(entry.method)
        .u16(dos_time)
        .u16(dos_date)
        .u32(entry.crc)
        .u32(large ? in_zip64 : entry.packed_bytes)
        .u32(large ? in_zip64 : entry.unpacked_bytes)
        .u16(entry.name.size())
        .u16(extra.bytes().size())
        .text(entry.name)
        .text(extra.bytes());
    write(record.bytes());
    entries_.push_back(std::move(entry));
}

void Container::finish() {
    Record directory;
    for (const auto& entry : entries_) {
        // Only the numbers that do not fit above stand in the extra field, in this order.
        Record large;
        if (is_large(entry.unpacked_bytes)) large.u64(entry.unpacked_bytes);
        if (is_large(entry.packed_bytes)) large.u64(entry.packed_bytes);
        if (is_large(entry.offset)) large.u64(entry.offset);
        Record extra;
        if (!large.bytes().empty()) extra.u16(1).u16(large.bytes().size()).text(large.bytes());
        const auto version = large.bytes().empty() ? version_plain : version_zip64;
        directory.u32(0x02014B50)
            .u16(version)
            .u16(version)
            .u16(utf8_names)
            .u16(entry.method)
            .u16(dos_time)
            .u16(dos_date)
            .u32(entry.crc)
            .u32(clamped(entry.packed_bytes))
            .u32(clamped(entry.unpacked_bytes))
            .u16(entry.name.size())
            .u16(extra.bytes().size())
            .u16(0)  // comment
            .u16(0)  // disk
            .u16(0)  // internal attributes
            .u32(0)  // external attributes
            .u32(clamped(entry.offset))
            .text(entry.name)
            .text(extra.bytes());
    }
    const auto start = offset_;
    const auto size = directory.bytes().size();
    write(directory.bytes());

    Record end;
    if (is_large(start)) {
        const auto zip64_end = offset_;
        end.u32(0x06064B50).u64(44).u16(version_zip64).u16(version_zip64).u32(0).u32(0);
        end.u64(entries_.size()).u64(entries_.size()).u64(size).u64(start);
        end.u32(0x07064B50).u32(0).u64(zip64_end).u32(1);
    }
    end.u32(0x06054B50).u16(0).u16(0).u16(entries_.size()).u16(entries_.size());
    end.u32(size).u32(clamped(start)).u16(0);
    write(end.bytes());
}

void Container::write(std::string_view bytes) {
    write_all(file_, bytes);
    offset_ += bytes.size();
}

}  // namespace rollcall::sheet::writer
