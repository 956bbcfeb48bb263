// Bytes of a would-be zip file: opened, and every part unpacked.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/zip/zip.hpp"
#include "tests/support/memory_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rollcall;
    const std::string_view bytes(static_cast<const char*>(static_cast<const void*>(data)), size);
    const auto file = test::memory_file(bytes);
    ReaderLimits limits;
    limits.part_bytes = mib / 2;
    limits.unpacked_bytes = mib;
    const auto archive = sheet::zip::Archive::open(file.get(), limits);
    if (!archive) return 0;
    for (const auto& entry : (*archive)->entries()) {
        sheet::zip::Unpacker unpacker(**archive, entry, limits.part_bytes);
        std::array<char, 4096> piece{};
        for (Result<std::size_t> got = 1; got && *got > 0;)
            got = unpacker.read(piece);
    }
    return 0;
}
