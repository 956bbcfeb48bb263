// A nameless file in memory with the bytes given: what a reader is opened with.
#pragma once

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"

namespace rollcall::tests {

inline Descriptor file_of(std::string_view bytes) {
    Descriptor file(::memfd_create("rollcall-test", MFD_CLOEXEC));
    while (!bytes.empty()) {
        const auto wrote = ::write(file.get(), bytes.data(), bytes.size());
        if (wrote <= 0) throw_errno("write a test's file", errno);
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return file;
}

}  // namespace rollcall::tests
