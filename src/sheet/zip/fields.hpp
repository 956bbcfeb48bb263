// Numbers as a zip file writes them: little-endian, unaligned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rollcall::sheet::zip {

// Reads one field after another. Reading past the end gives zeros and clears `good`.
class Fields {
public:
    explicit Fields(std::string_view bytes) : bytes_(bytes) {}

    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }

    std::string_view text(std::size_t length) {
        if (length > bytes_.size()) {
            good_ = false;
            length = bytes_.size();
        }
        const auto taken = bytes_.substr(0, length);
        bytes_.remove_prefix(length);
        return taken;
    }
    void skip(std::size_t length) { text(length); }

    std::size_t left() const { return bytes_.size(); }
    bool good() const { return good_; }

private:
    std::uint64_t number(std::size_t width) {
        const auto bytes = text(width);
        std::uint64_t value = 0;
        for (std::size_t i = bytes.size(); i > 0; --i)
            value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
        return good_ ? value : 0;
    }

    std::string_view bytes_;
    bool good_ = true;
};

}  // namespace rollcall::sheet::zip
