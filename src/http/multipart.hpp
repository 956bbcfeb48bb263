// multipart/form-data (RFC 7578, RFC 2046) as a state machine: bytes in, in any cut; steps out.
//
// A part's bytes are never copied: they come back as views of the input, searched for the boundary
// by Boyer-Moore-Horspool. Strict: CRLF alone ends a line, and anything odd is broken for good.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "http/form_part.hpp"

namespace rollcall::http {

struct MultipartLimits {
    std::size_t header_bytes = 8 * kib;  // of one part
    std::size_t preamble_bytes = 4 * kib;
    std::uint32_t parts = 64;
};

// Used by one thread at a time.
class Multipart {
public:
    enum class Step : std::uint8_t {
        need_more,    // all input is used up: feed the next, if there is any
        part_begins,  // `part` tells which
        data,         // `data` holds the part's next bytes, at least one
        part_ends,
        finished,  // the final boundary; what comes behind it is ignored
        broken,    // `reason` tells why; for good
    };

    // Needs: a boundary as `parse_boundary` gives it.
    explicit Multipart(std::string_view boundary, const MultipartLimits& limits = {});

    // The next bytes. Needs: the last `next` said need_more (or there was none yet). The bytes must
    // stay until `next` says so again.
    void feed(std::string_view bytes) { input_ = bytes; }

    Step next();

    // Of the part that began last.
    const FormPart& part() const { return part_; }
    // Until the next call of `next`.
    std::string_view data() const { return data_; }
    const Error& reason() const { return reason_; }
    // Whether the final boundary was seen.
    bool is_finished() const { return state_ == State::epilogue; }

private:
    enum class State : std::uint8_t { preamble, boundary_line, headers, body, epilogue, broken };

    // Whether a step has an answer for `next`, or the next state is to go on at once.
    struct Move {
        bool answers;
        Step step;
    };

    Move content();
    Move content_span(std::string_view span);
    Move delimiter_ends();
    Move boundary_line();
    Move headers();
    Move fail(std::string why);
    Move fail(Error error);

    std::size_t find_delimiter() const;
    std::size_t cut_delimiter() const;

    MultipartLimits limits_;
    std::string delimiter_;  // CRLF, two dashes, boundary
    std::array<std::uint8_t, 256> skip_{};

    State state_ = State::preamble;
    std::string_view input_;
    // How much of the delimiter stood at the end of the last input. The first delimiter may lack
    // its CRLF, so the body begins as if one had stood before it.
    std::size_t held_ = 2;
    std::string line_;  // the rest of a boundary's line, or a part's headers
    std::size_t preamble_bytes_ = 0;
    std::uint32_t parts_ = 0;
    FormPart part_;
    std::string_view data_;
    Error reason_;
};

}  // namespace rollcall::http
