#include "sheet/xlsx/xml/window.hpp"

#include <cstring>
#include <span>

namespace rollcall::sheet::xlsx::xml {

Window::Window(PartText& text)
    : text_(text),
      bytes_(std::make_unique_for_overwrite<std::array<char, capacity + padding>>()),
      at_(bytes_->data()),
      end_(bytes_->data()) {}

bool Window::more() {
    if (ended_ || failed_) return false;
    const auto held = size();
    char* const front = bytes_->data();
    std::memmove(front, at_, held);
    auto filled = held;
    while (capacity - filled >= step_min && !ended_) {
        const auto got = text_.read(std::span(front + filled, capacity - filled));
        if (!got) {
            failed_ = true;
            fault_ = got.error();
            break;
        }
        ended_ = *got == 0;
        filled += *got;
    }
    at_ = front;
    end_ = front + filled;
    std::memset(front + filled, 0, padding);
    return filled > held && !failed_;
}

}  // namespace rollcall::sheet::xlsx::xml
