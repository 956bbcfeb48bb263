// A zip file that has passed every check of its directory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::zip {

enum class Method : std::uint8_t { stored, deflated };

struct Entry {
    std::string name;  // as the file writes it; never a path
    std::uint64_t header_at = 0;
    std::uint64_t data_at = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;  // as stated: checked while unpacking, never allocated
    std::uint32_t crc = 0;
    std::uint16_t flags = 0;
    Method method = Method::stored;
};

// A name in the form in which parts are compared: no leading `/`, `\` as `/`, %XX decoded, ASCII
// letters folded.
std::string part_key(std::string_view name);

class Archive {
public:
    // Reads and checks the directory and every local header. Refuses with FILE_TRUNCATED,
    // FILE_NOT_A_SPREADSHEET, FILE_CORRUPT (headers that disagree, overlaps, duplicates, unknown
    // methods), FILE_ENCRYPTED and FILE_TOO_LARGE (too many entries).
    static Result<std::unique_ptr<Archive>> open(int descriptor, const ReaderLimits& limits);

    const std::vector<Entry>& entries() const { return entries_; }

    // The entry of that part name, however it is spelled; nullptr when there is none.
    const Entry* find(std::string_view name) const;

    const File& file() const { return file_; }
    const ReaderLimits& limits() const { return limits_; }

    // Bytes unpacked of all entries so far; the unpackers count here.
    std::uint64_t& unpacked_bytes() { return unpacked_bytes_; }

private:
    Archive(int descriptor, const ReaderLimits& limits) : file_(descriptor), limits_(limits) {}
    Result<void> index_names();

    File file_;
    ReaderLimits limits_;
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t> by_key_;
    std::uint64_t unpacked_bytes_ = 0;
};

}  // namespace rollcall::sheet::zip
