// Texts that a row needs until it is written.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall::report {

// Views stay good until `clear`, which keeps the memory for the next row.
class Scratch {
public:
    std::string_view keep(std::string&& text) {
        if (used_ == texts_.size()) texts_.emplace_back();
        return texts_[used_++] = std::move(text);
    }
    void clear() { used_ = 0; }

private:
    std::deque<std::string> texts_;
    std::size_t used_ = 0;
};

}  // namespace rollcall::report
