// Numbers and texts as the ledger's blobs hold them (docs/formats/ledger.md): numbers seven bits a
// byte, lowest first; texts by their length and their bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::load {

inline void put_number(std::string& bytes, std::uint64_t number) {
    while (number >= 0x80) {
        bytes.push_back(static_cast<char>(number | 0x80));
        number >>= 7;
    }
    bytes.push_back(static_cast<char>(number));
}

// Small numbers of either sign stay short: 0, -1, 1, -2 become 0, 1, 2, 3.
inline void put_signed(std::string& bytes, std::int64_t number) {
    const auto sign = static_cast<std::uint64_t>(number >> 63);
    put_number(bytes, (static_cast<std::uint64_t>(number) << 1) ^ sign);
}

inline void put_text(std::string& bytes, std::string_view text) {
    put_number(bytes, text.size());
    bytes += text;
}

// Reads what the functions above wrote. Past the end, or over what they never write, everything is
// zero or empty and `good` is false from then on.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number() {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = this->byte();
            number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) return good_ ? number : 0;
        }
        good_ = false;
        return 0;
    }

    std::int64_t signed_number() {
        const auto folded = number();
        return static_cast<std::int64_t>((folded >> 1) ^ (~(folded & 1) + 1));
    }

    std::string_view text() {
        const auto length = number();
        if (length > rest_.size()) good_ = false;
        if (!good_) return {};
        const auto text = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return text;
    }

    bool good() const { return good_; }
    bool at_end() const { return rest_.empty(); }

private:
    std::uint8_t byte() {
        if (rest_.empty()) good_ = false;
        if (!good_) return 0;
        const auto byte = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return byte;
    }

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace rollcall::load
