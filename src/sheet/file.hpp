// The bytes of an open file, at any offset; the descriptor's own offset is not moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace rollcall::sheet {

class File {
public:
    // Needs: `descriptor` outlives this. Throws Failure when the size cannot be told.
    explicit File(int descriptor);

    std::uint64_t size() const { return size_; }

    // Reads up to `into.size()` bytes; fewer only at the end of the file. Throws Failure when the
    // disk does not answer.
    std::size_t read_at(std::uint64_t offset, std::span<char> into) const;

    // The `length` bytes at `offset`, or as many as there are. Needs: the caller has bounded
    // `length`.
    std::string bytes_at(std::uint64_t offset, std::size_t length) const;

private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace rollcall::sheet
