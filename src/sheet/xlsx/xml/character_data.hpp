// Character data to text: entities, line ends, Excel's own escapes, bytes that cannot stand.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <emmintrin.h>

namespace rollcall::sheet::xlsx::xml {

// A run of character data up to the next `<`.
struct Run {
    const char* end = nullptr;  // where the `<` stands; nullptr: not before the end
    bool plain = true;          // nothing in it needs TextBuilder
};

// Needs: 16 readable bytes without `<` behind `end` (Window has them).
inline Run find_run(const char* at, const char* end) {
    const __m128i open = _mm_set1_epi8('<');
    const __m128i ampersand = _mm_set1_epi8('&');
    const __m128i underscore = _mm_set1_epi8('_');
    const __m128i blank = _mm_set1_epi8(' ');
    unsigned odd = 0;
    for (; at < end; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        // Signed comparison: control characters and everything that is not ASCII are below ' '.
        const __m128i special = _mm_or_si128(
            _mm_cmplt_epi8(bytes, blank),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, ampersand), _mm_cmpeq_epi8(bytes, underscore))
        );
        const auto specials = static_cast<unsigned>(_mm_movemask_epi8(special));
        const auto opens = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, open)));
        if (opens != 0) {
            odd |= specials & ((opens & (0U - opens)) - 1U);
            return {at + std::countr_zero(opens), odd == 0};
        }
        odd |= specials;
    }
    return {nullptr, false};
}

// Collects a text from its pieces. Cheap to reuse.
class TextBuilder {
public:
    void clear();

    // Character data as it stands between tags: entities and line ends are decoded. A reference
    // that names no character becomes U+FFFD. Needs: no piece ends within a reference or "\r\n".
    void add_markup(std::string_view raw);

    // The inside of a CDATA section: only line ends are decoded.
    void add_literal(std::string_view raw);

    std::size_t size() const { return text_.size(); }

    // Decodes `_xHHHH_` and replaces what cannot stand (NUL, controls, ill-formed bytes) by U+FFFD.
    // Once; the view lives until `clear`.
    std::string_view finish();

    // Whether anything was replaced.
    bool replaced() const { return replaced_; }

private:
    std::size_t add_reference(std::string_view raw);
    void add_code_point(std::uint32_t value);
    void decode_escapes();
    void replace_bad_bytes();

    std::string text_;
    std::string spare_;
    bool replaced_ = false;
};

}  // namespace rollcall::sheet::xlsx::xml
