// Finds the bytes that matter in delimited text (separator, quote, CR, LF), 64 bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace rollcall::sheet::csv {

inline constexpr std::size_t scan_block = 64;
// The last block may begin at the last byte.
inline constexpr std::size_t scan_padding = scan_block;

class Scanner {
public:
    Scanner() = default;

    // Needs: scan_padding readable bytes behind `end`.
    Scanner(const char* begin, const char* end, char separator)
        : block_(begin), end_(end), separator_(separator), found_(find(begin)) {}

    // The next byte that matters, or the end; each only once.
    const char* next() {
        while (found_ == 0) {
            if (static_cast<std::size_t>(end_ - block_) <= scan_block) return end_;
            block_ += scan_block;
            found_ = find(block_);
        }
        const auto* const place = block_ + std::countr_zero(found_);
        found_ &= found_ - 1;
        return place < end_ ? place : end_;
    }

private:
    std::uint64_t find(const char* block) const {
#ifdef __SSE2__
        const auto separators = _mm_set1_epi8(separator_);
        const auto quotes = _mm_set1_epi8('"');
        const auto returns = _mm_set1_epi8('\r');
        const auto feeds = _mm_set1_epi8('\n');
        std::uint64_t found = 0;
        for (unsigned i = 0; i < scan_block; i += 16) {
            const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i));
            const auto hits = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, separators), _mm_cmpeq_epi8(bytes, quotes)),
                _mm_or_si128(_mm_cmpeq_epi8(bytes, returns), _mm_cmpeq_epi8(bytes, feeds))
            );
            found |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(hits))} << i;
        }
        return found;
#else
        std::uint64_t found = 0;
        for (unsigned i = 0; i < scan_block; ++i) {
            const char c = block[i];
            const bool hit = c == separator_ || c == '"' || c == '\r' || c == '\n';
            found |= std::uint64_t{hit} << i;
        }
        return found;
#endif
    }

    const char* block_ = nullptr;
    const char* end_ = nullptr;
    char separator_ = ',';
    std::uint64_t found_ = 0;
};

}  // namespace rollcall::sheet::csv
