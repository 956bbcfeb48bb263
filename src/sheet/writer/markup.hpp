// Markup of a worksheet, made fast: a buffer, and text put into it so that XML stays well-formed.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace rollcall::sheet::writer {

// Bytes that grow at the end. `room` gives space that is written to directly: with 25 million
// cells in a sheet the checks of a std::string's append would cost more than the copying.
class Markup {
public:
    Markup() = default;

    std::string_view view() const { return {bytes_.get(), size_}; }
    std::size_t size() const { return size_; }
    void clear() { size_ = 0; }
    void release() {
        bytes_.reset();
        size_ = 0;
        capacity_ = 0;
    }

    // The end, with space for at least so many more bytes behind it.
    char* room(std::size_t bytes) {
        if (capacity_ - size_ < bytes) grow(bytes);
        return bytes_.get() + size_;
    }
    // What was written into the room: up to `end`.
    void wrote(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

    void add(std::string_view text) {
        char* end = room(text.size());
        std::memcpy(end, text.data(), text.size());
        size_ += text.size();
    }

private:
    void grow(std::size_t bytes);

    std::unique_ptr<char[]> bytes_;  // NOLINT(modernize-avoid-c-arrays): not zeroed, unlike vector
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

// Appends text as the content of an element or of a quoted attribute. Control characters but tab
// and newline are left out, as is what XML 1.0 cannot hold (U+FFFE, U+FFFF); ill-formed UTF-8
// becomes U+FFFD; a carriage return becomes the newline that Excel itself writes; `_x0041_`
// gets its underscore escaped, since readers would take it for "A"; more than 32,767 UTF-16 units
// are cut.
void add_escaped(Markup& markup, std::string_view text);

// Whether Excel would drop blanks at the text's ends unless told to keep them.
bool needs_space_preserved(std::string_view text);

}  // namespace rollcall::sheet::writer
