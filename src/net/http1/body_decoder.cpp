#include "net/http1/body_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"

namespace rollcall::net::http1 {
namespace {

constexpr unsigned size_digits_max = 15;  // below 2^60
// Extensions on tiny chunks would cost more than the body itself (CVE-2023-39326 of another
// server).
constexpr std::size_t dropped_bytes_max = 8 * kib;

std::unexpected<Error> malformed(std::string_view what) {
    return refuse(
        Errc::validation_error,
        "The request's chunked body is malformed: " + std::string(what) + "."
    );
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_text(char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

}  // namespace

BodyDecoder::BodyDecoder(const Framing& framing)
    : state_(framing.chunked ? State::size : State::counted), left_(framing.content_length) {
    if (!framing.has_body()) state_ = State::done;
}

Result<BodyDecoder::Decoded> BodyDecoder::decode(std::span<char> bytes) {
    Decoded decoded;
    while (decoded.consumed < bytes.size() && state_ != State::done) {
        if (state_ != State::counted && state_ != State::data) {
            auto taken = take_framing(bytes[decoded.consumed++]);
            if (!taken) return std::unexpected(std::move(taken.error()));
            continue;
        }
        const auto here = bytes.size() - decoded.consumed;
        const auto span = static_cast<std::size_t>(std::min<std::uint64_t>(left_, here));
        if (decoded.payload != decoded.consumed) {
            std::memmove(&bytes[decoded.payload], &bytes[decoded.consumed], span);
        }
        decoded.payload += span;
        decoded.consumed += span;
        left_ -= span;
        if (left_ == 0) {
            state_ = state_ == State::counted ? State::done : State::data_carriage_return;
        }
    }
    return decoded;
}

std::uint64_t BodyDecoder::readable_max() const {
    if (state_ == State::counted) return left_;
    return std::numeric_limits<std::uint64_t>::max();
}

Result<void> BodyDecoder::take_framing(char c) {
    const auto expect = [&](char wanted, State next) -> Result<void> {
        if (c != wanted) return malformed("a line's end is missing");
        state_ = next;
        return {};
    };
    switch (state_) {
        case State::size: return take_size(c);
        case State::extension:
        case State::trailer:
            if (c == '\r') {
                state_ =
                    state_ == State::extension ? State::size_line_feed : State::trailer_line_feed;
                return {};
            }
            if (!is_text(c)) return malformed("an extension or trailer has bad characters");
            if (++dropped_bytes_ > dropped_bytes_max) {
                return malformed("its extensions and trailers are too long");
            }
            return {};
        case State::size_line_feed:
            if (c == '\n') begin_chunk();
            return c == '\n' ? Result<void>() : malformed("a line's end is missing");
        case State::data_carriage_return: return expect('\r', State::data_line_feed);
        case State::data_line_feed: return expect('\n', State::size);
        case State::trailer_begin:
            if (c == '\r') return expect('\r', State::final_line_feed);
            // A folded line or a field without a name.
            if (!is_text(c) || c == ' ' || c == '\t' || c == ':') return malformed("a bad trailer");
            state_ = State::trailer;
            return {};
        case State::trailer_line_feed: return expect('\n', State::trailer_begin);
        case State::final_line_feed: return expect('\n', State::done);
        case State::counted:
        case State::data:
        case State::done: break;
    }
    return {};
}

Result<void> BodyDecoder::take_size(char c) {
    if (const int digit = hex_value(c); digit >= 0) {
        if (++size_digits_ > size_digits_max) return malformed("a chunk is too large");
        left_ = left_ * 16 + static_cast<unsigned>(digit);
        return {};
    }
    if (size_digits_ == 0) return malformed("a chunk has no size");
    if (c == '\r') {
        state_ = State::size_line_feed;
        return {};
    }
    if (c != ';') return malformed("a chunk's size is no number");
    state_ = State::extension;
    return {};
}

void BodyDecoder::begin_chunk() {
    size_digits_ = 0;
    state_ = left_ == 0 ? State::trailer_begin : State::data;
}

}  // namespace rollcall::net::http1
