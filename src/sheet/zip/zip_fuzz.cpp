// Bytes of a would-be zip file: opened, and every part unpacked.
#include <array>
#include <cstddef>
#include <cstdint>

#include <sys/mman.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "sheet/zip/zip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rollcall;
    const Descriptor file(::memfd_create("fuzz", MFD_CLOEXEC));
    if (::write(file.get(), data, size) != static_cast<ssize_t>(size)) return 0;
    ReaderLimits limits;
    limits.part_bytes = mib / 2;
    limits.unpacked_bytes = mib;
    const auto archive = sheet::zip::Archive::open(file.get(), limits);
    if (!archive) return 0;
    for (const auto& entry : (*archive)->entries()) {
        sheet::zip::Unpacker unpacker(**archive, entry, limits.part_bytes);
        std::array<char, 4096> bytes{};
        for (Result<std::size_t> got = 1; got && *got > 0;)
            got = unpacker.read(bytes);
    }
    return 0;
}
