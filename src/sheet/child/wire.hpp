// Numbers and texts as bytes between two processes of one program: native order, no padding.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace rollcall::sheet::child {

class Encoder {
public:
    template <class Number>
    void number(Number value) {
        static_assert(std::is_integral_v<Number>);
        const auto bytes = std::bit_cast<std::array<char, sizeof(Number)>>(value);
        bytes_.append(bytes.data(), bytes.size());
    }
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes_ += value;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

// Takes values off the front. Once something does not fit, everything after it is zero or empty,
// and `complete` is false.
class Decoder {
public:
    explicit Decoder(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    Number number() {
        static_assert(std::is_integral_v<Number>);
        std::array<char, sizeof(Number)> bytes{};
        take(sizeof(Number)).copy(bytes.data(), bytes.size());
        return std::bit_cast<Number>(bytes);
    }
    bool flag() { return number<std::uint8_t>() != 0; }
    std::string_view text() { return take(number<std::uint32_t>()); }

    bool failed() const { return failed_; }
    // Whether every value fitted and nothing is left over.
    bool complete() const { return !failed_ && rest_.empty(); }

private:
    std::string_view take(std::size_t length) {
        if (failed_ || length > rest_.size()) {
            failed_ = true;
            return {};
        }
        const auto taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace rollcall::sheet::child
