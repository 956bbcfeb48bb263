// One entry's bytes as they come out of the container.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/result.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::zip {

// Inflates as it is asked, counting every byte against the limits of the part and of the archive.
// Needs: archive and entry outlive it. After a refusal it is done.
class Unpacker {
public:
    // `bytes_max`: more of this part is refused with FILE_TOO_LARGE.
    Unpacker(Archive& archive, const Entry& entry, std::uint64_t bytes_max);
    ~Unpacker();
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    // Fills `into`; fewer bytes only at the end, where size and CRC have been checked. Refuses with
    // FILE_CORRUPT (broken data, a size or CRC that lies) and FILE_TOO_LARGE (limits, ratio).
    Result<std::size_t> read(std::span<char> into);

    std::uint64_t position() const { return unpacked_; }

private:
    struct Inflater;

    std::size_t read_stored(std::span<char> into);
    Result<std::size_t> read_deflated(std::span<char> into);
    bool feed();
    Result<void> count(std::span<const char> bytes);
    Result<void> check_end() const;

    Archive& archive_;
    const Entry& entry_;
    std::uint64_t bytes_max_;
    std::uint64_t packed_read_ = 0;
    std::uint64_t unpacked_ = 0;
    std::uint32_t crc_ = 0;
    bool done_ = false;
    std::unique_ptr<Inflater> inflater_;
};

}  // namespace rollcall::sheet::zip
