// A part of the workbook as UTF-8, whatever it is written in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sheet/zip/unpacker.hpp"

namespace rollcall::sheet::xlsx::xml {

// Reads UTF-8, UTF-16 (by mark or by its first bytes) and Latin-1 (declared). Ill-formed UTF-8 is
// handed on as it is, and a lone UTF-16 surrogate as three ill-formed bytes: whoever makes text of
// it replaces them and says so. Needs: archive and entry outlive it.
class PartText {
public:
    // `bytes_max`: a longer part is refused with FILE_TOO_LARGE.
    PartText(zip::Archive& archive, const zip::Entry& entry, std::uint64_t bytes_max)
        : unpacker_(archive, entry, bytes_max) {}

    // Fills `into` with some bytes, none only at the end. Needs: room for 4 KiB. Refuses with
    // ENCODING and as zip::Unpacker does.
    Result<std::size_t> read(std::span<char> into);

    // Unpacked bytes read so far.
    std::uint64_t position() const { return unpacker_.position(); }

private:
    enum class Encoding : std::uint8_t { unknown, utf8, utf16le, utf16be, latin1 };

    Result<std::size_t> read_first(std::span<char> into);
    Result<void> tell_encoding(std::string_view first_bytes);
    Result<std::size_t> read_and_decode(std::span<char> into);
    std::size_t decode_utf16(std::span<const char> raw, std::span<char> into);
    static std::size_t decode_latin1(std::span<const char> raw, std::span<char> into);

    zip::Unpacker unpacker_;
    Encoding encoding_ = Encoding::unknown;
    std::vector<char> raw_;     // packed text not yet decoded; empty for UTF-8
    std::size_t raw_held_ = 0;  // bytes of raw_ that stand there already
    char32_t high_surrogate_ = 0;
};

}  // namespace rollcall::sheet::xlsx::xml
