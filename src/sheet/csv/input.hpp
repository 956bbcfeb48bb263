// A text file as UTF-8, a window at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sheet/csv/encoding.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::csv {

class Input {
public:
    Input(const File& file, const EncodingFacts& facts);

    // What has been read and not yet consumed; at least scan_padding readable bytes lie behind it.
    // Lives until the next `fill`.
    std::string_view window() const { return {buffer_.data() + begin_, end_ - begin_}; }

    // Takes bytes off the front of the window.
    void consume(std::size_t bytes) { begin_ += bytes; }

    // Reads on, making the window longer. Needs: not `at_end`. Throws Failure when the disk does
    // not answer.
    void fill();

    // Whether the window reaches to the end of the file.
    bool at_end() const { return offset_ >= file_.size(); }

    // Of the file, about: what lies in the window counts as read once it is consumed.
    std::uint64_t bytes_read() const;

private:
    void make_room();

    const File& file_;
    EncodingFacts facts_;
    std::uint64_t offset_;
    std::vector<char> buffer_;
    std::vector<char> raw_;  // before decoding; empty when the file is taken as it is
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace rollcall::sheet::csv
