#include "sheet/xlsx/xml/window.hpp"

#include <cstring>
#include <span>

namespace rollcall::sheet::xlsx::xml {

Window::Window(PartText& text)
    : text_(text),
      bytes_(std::make_unique_for_overwrite<char[]>(capacity + padding)
      ),  // NOLINT(modernize-avoid-c-arrays)
      at_(bytes_.get()),
      end_(bytes_.get()) {}

bool Window::more() {
    if (ended_ || fault_) return false;
    const auto held = size();
    std::memmove(bytes_.get(), at_, held);
    auto filled = held;
    while (capacity - filled >= step_min && !ended_) {
        const auto got = text_.read(std::span(bytes_.get() + filled, capacity - filled));
        if (!got) {
            fault_ = got.error();
            break;
        }
        ended_ = *got == 0;
        filled += *got;
    }
    at_ = bytes_.get();
    end_ = at_ + filled;
    std::memset(bytes_.get() + filled, 0, padding);
    return filled > held && !fault_;
}

}  // namespace rollcall::sheet::xlsx::xml
