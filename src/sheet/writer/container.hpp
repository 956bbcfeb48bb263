// The zip container of a workbook, written front to back; zip64 where a number needs it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/writer/spill.hpp"

namespace rollcall::sheet::writer {

// Sizes and checksum of each part are known before its first byte, so no part needs a data
// descriptor, which some readers refuse. Throws Failure (Broken::disk_full without space).
class Container {
public:
    // Writes to `file` from its start on.
    explicit Container(int file);

    // A small part, stored as it stands.
    void add(std::string_view name, std::string_view bytes);
    void add(std::string_view name, const Spilled& part);
    // The directory. Once, after the last part.
    void finish();

private:
    struct Entry {
        std::string name;
        std::uint16_t method = 0;
        std::uint32_t crc = 0;
        std::uint64_t packed_bytes = 0;
        std::uint64_t unpacked_bytes = 0;
        std::uint64_t offset = 0;
    };

    void start(Entry entry);
    void write(std::string_view bytes);

    int file_;
    std::uint64_t offset_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace rollcall::sheet::writer
