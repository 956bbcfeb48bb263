// A stretch of a part's text in memory, moving forward.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/xlsx/xml/part_text.hpp"

namespace rollcall::sheet::xlsx::xml {

// Behind `end()` stand `padding` bytes of zero, which no markup contains: whoever scans may look
// that far ahead without asking. Views into it live until `more`. Needs: the text outlives it.
class Window {
public:
    static constexpr std::size_t capacity = 256 * kib;
    static constexpr std::size_t padding = 64;
    // What PartText::read needs at least.
    static constexpr std::size_t step_min = 4 * kib;

    explicit Window(PartText& text);

    const char* at() const { return at_; }
    const char* end() const { return end_; }
    std::size_t size() const { return static_cast<std::size_t>(end_ - at_); }
    std::string_view view() const { return {at_, size()}; }

    // Needs: at() <= place <= end().
    void advance_to(const char* place) { at_ = place; }

    // Moves what is unread to the front and reads on behind it. False when nothing was added: the
    // part has ended, the window is full, or there is a fault.
    bool more();

    // Asks for `bytes` unread bytes; false when the part has fewer.
    bool has(std::size_t bytes) {
        while (size() < bytes) {
            if (!more()) return false;
        }
        return true;
    }

    bool ended() const { return ended_; }
    bool full() const { return capacity - size() < step_min; }
    bool failed() const { return failed_; }
    // Needs: failed.
    const Error& fault() const { return fault_; }

private:
    PartText& text_;
    std::unique_ptr<std::array<char, capacity + padding>> bytes_;
    const char* at_;
    const char* end_;
    bool ended_ = false;
    bool failed_ = false;
    Error fault_;
};

}  // namespace rollcall::sheet::xlsx::xml
