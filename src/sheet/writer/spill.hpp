// One part of the container on its way: deflated as it comes into an unlinked file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace rollcall::sheet::writer {

// A finished part, as the container takes it: raw deflate data from the file's start.
struct Spilled {
    Descriptor file;
    std::uint32_t crc = 0;
    std::uint64_t unpacked_bytes = 0;
    std::uint64_t packed_bytes = 0;
};

// Opens an empty file without a name in the folder; throws Failure.
Descriptor open_unlinked(const std::string& folder);

// Writes all of it at the descriptor's offset; throws Failure (Broken::disk_full without space).
void write_all(int file, std::string_view bytes);

// Deflate as a stream. Its memory (about 600 KiB) is taken with the first byte.
class Spill {
public:
    explicit Spill(std::string folder);
    ~Spill();
    Spill(const Spill&) = delete;
    Spill& operator=(const Spill&) = delete;

    void write(std::string_view bytes);
    // Once; the memory is given back.
    Spilled finish();

private:
    struct Stream;

    void deflate(std::string_view bytes, bool last);

    std::string folder_;
    std::unique_ptr<Stream> stream_;
    Spilled spilled_;
};

}  // namespace rollcall::sheet::writer
