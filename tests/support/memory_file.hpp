// Files that have no name and lie in memory, for tests and fuzz targets.
#pragma once

#include <cstddef>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"

namespace rollcall::test {

// A file with these bytes, open behind the last of them.
inline Descriptor memory_file(std::string_view bytes) {
    Descriptor file(::memfd_create("test", MFD_CLOEXEC));
    ROLLCALL_ASSERT(file);
    while (!bytes.empty()) {
        const auto wrote = ::write(file.get(), bytes.data(), bytes.size());
        ROLLCALL_ASSERT(wrote > 0);
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return file;
}

}  // namespace rollcall::test
