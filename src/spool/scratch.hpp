// A folder of this machine for files without a name: what is being written, and what was fetched
// from a store elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/hash.hpp"
#include "spool/folder/directory.hpp"

namespace rollcall::spool {

// Needs: this process alone uses DATA_DIR. Safe from any thread.
class Scratch {
public:
    // In DATA_DIR/tmp.
    explicit Scratch(const std::string& data_folder);

    // A new file that goes with its last descriptor. Throws Failure (disk_full).
    Descriptor make() const;
    const std::string& path() const { return folder_.path(); }

private:
    folder::Directory folder_;
};

// Bytes on their way from a store into a file of this machine, hashed as they pass. Used by one
// thread.
class FetchedCopy {
public:
    explicit FetchedCopy(const Scratch& scratch) : file_(scratch.make()) {}

    // Zero, or the errno of the write that failed: callers are C libraries, too.
    int append(std::string_view bytes);
    std::uint64_t size() const { return size_; }
    // The file, at its start; an empty one when its SHA-256 is another. Once.
    Descriptor finish(std::string_view sha256);

private:
    Descriptor file_;
    Sha256 sha_;
    std::uint64_t size_ = 0;
};

}  // namespace rollcall::spool
