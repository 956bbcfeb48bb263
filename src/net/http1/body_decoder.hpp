// A request's body without its framing: a counted length, or chunks (RFC 9112 7.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "net/http1/head.hpp"

namespace rollcall::net::http1 {

// Decodes in place, in any cut. Chunk extensions and trailers are read, bounded and dropped.
class BodyDecoder {
public:
    explicit BodyDecoder(const Framing& framing);

    struct Decoded {
        std::size_t payload = 0;   // bytes of the body, moved to the front of the input
        std::size_t consumed = 0;  // all of the input, but for what follows the body's end
    };

    // The next bytes. Refuses with validation_error malformed chunks.
    Result<Decoded> decode(std::span<char> bytes);

    bool is_done() const { return state_ == State::done; }

    // The most bytes that may be read without taking any of what follows the body; at least 1
    // while it is not done.
    std::uint64_t readable_max() const;

private:
    enum class State : std::uint8_t {
        counted,
        size,
        extension,
        size_line_feed,
        data,
        data_carriage_return,
        data_line_feed,
        trailer_begin,
        trailer,
        trailer_line_feed,
        final_line_feed,
        done,
    };

    Result<void> take_framing(char c);
    Result<void> take_size(char c);
    void begin_chunk();

    State state_;
    std::uint64_t left_ = 0;  // of the counted body or of the chunk
    unsigned size_digits_ = 0;
    std::size_t dropped_bytes_ = 0;  // of extensions and trailers
};

}  // namespace rollcall::net::http1
