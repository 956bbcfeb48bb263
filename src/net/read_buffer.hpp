// Bytes that were read from a client and not yet used.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.hpp"

namespace rollcall::net {

class ReadBuffer {
public:
    std::string_view view() const { return std::string_view(bytes_).substr(begin_, end_ - begin_); }
    bool empty() const { return begin_ == end_; }

    // Room behind the bytes, at least a few KiB; `filled` says how much of it was used.
    std::span<char> space() {
        if (bytes_.size() - end_ < space_min) {
            bytes_.erase(0, begin_);
            end_ -= begin_;
            begin_ = 0;
            bytes_.resize(std::max(bytes_.size(), end_ + space_min));
        }
        return {bytes_.data() + end_, bytes_.size() - end_};
    }
    void filled(std::size_t count) { end_ += count; }

    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }

    // Moves the first bytes out; how many.
    std::size_t take(std::span<char> into) {
        const auto count = std::min(into.size(), end_ - begin_);
        if (count > 0) std::memcpy(into.data(), bytes_.data() + begin_, count);
        consume(count);
        return count;
    }

    // What was taken or read too much comes first again.
    void put_back(std::span<const char> bytes) {
        if (bytes.empty()) return;
        bytes_.resize(end_);
        bytes_.replace(0, begin_, bytes.data(), bytes.size());
        begin_ = 0;
        end_ = bytes_.size();
    }

private:
    static constexpr std::size_t space_min = 4 * kib;

    std::string bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace rollcall::net
