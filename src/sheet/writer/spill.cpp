#include "sheet/writer/spill.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::size_t packed_buffer_bytes = 64UL * 1024;

}  // namespace

// ISA-L's level 1 is the fastest that still finds repeated markup well: 9 to 12 : 1 on a sheet.
struct Spill::Stream {
    isal_zstream zstream;
    std::array<std::uint8_t, ISAL_DEF_LVL1_DEFAULT> level;
    std::array<std::uint8_t, packed_buffer_bytes> packed;
};

Descriptor open_unlinked(const std::string& folder) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return Descriptor(file);
    // Some file systems (overlay, NFS) know no nameless files.
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT) {
        throw_errno("open a temporary file", errno);
    }
    std::string path = folder + "/sheet-XXXXXX";
    Descriptor named(::mkostemp(path.data(), O_CLOEXEC));
    if (!named) throw_errno("open a temporary file", errno);
    ::unlink(path.c_str());
    return named;
}

void write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_errno("write a workbook", errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

Spill::Spill(std::string folder) : folder_(std::move(folder)) {}

Spill::~Spill() = default;

void Spill::write(std::string_view bytes) {
    if (!bytes.empty()) deflate(bytes, false);
}

Spilled Spill::finish() {
    deflate({}, true);
    stream_.reset();
    return std::move(spilled_);
}

void Spill::deflate(std::string_view bytes, bool last) {
    if (!stream_) {
        spilled_.file = open_unlinked(folder_);
        stream_ = std::make_unique<Stream>();
        isal_deflate_init(&stream_->zstream);
        stream_->zstream.level = 1;
        stream_->zstream.level_buf = stream_->level.data();
        stream_->zstream.level_buf_size = static_cast<std::uint32_t>(stream_->level.size());
    }
    // The library reads, but takes a pointer to mutable bytes.
    auto* input = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
    spilled_.crc = crc32_gzip_refl(spilled_.crc, input, bytes.size());
    spilled_.unpacked_bytes += bytes.size();

    auto& zstream = stream_->zstream;
    zstream.next_in = input;
    zstream.avail_in = static_cast<std::uint32_t>(bytes.size());
    zstream.end_of_stream = last ? 1 : 0;
    do {
        zstream.next_out = stream_->packed.data();
        zstream.avail_out = static_cast<std::uint32_t>(stream_->packed.size());
        ROLLCALL_ASSERT(isal_deflate(&zstream) == COMP_OK);
        const auto packed = stream_->packed.size() - zstream.avail_out;
        write_all(
            spilled_.file.get(), {reinterpret_cast<const char*>(stream_->packed.data()), packed}
        );
        spilled_.packed_bytes += packed;
    } while (zstream.avail_out == 0 || zstream.avail_in > 0);
}

}  // namespace rollcall::sheet::writer
