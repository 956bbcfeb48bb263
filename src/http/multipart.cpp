#include "http/multipart.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.hpp"

namespace rollcall::http {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::string_view end_of_headers = "\r\n\r\n";
// Blanks behind a boundary, which RFC 2046 lets gateways add.
constexpr std::size_t padding_bytes_max = 64;

// Whether a line feed stands there without its carriage return; `from` on is looked at.
bool has_bare_line_feed(std::string_view text, std::size_t from) {
    for (auto at = text.find('\n', from); at != std::string_view::npos;
         at = text.find('\n', at + 1)) {
        if (at == 0 || text[at - 1] != '\r') return true;
    }
    return false;
}

}  // namespace

Multipart::Multipart(std::string_view boundary, const MultipartLimits& limits)
    : limits_(limits), delimiter_("\r\n--") {
    ROLLCALL_ASSERT(!boundary.empty() && boundary.size() <= 70);
    delimiter_ += boundary;
    // Horspool: how far the window may move when this byte stands under its end.
    skip_.fill(static_cast<std::uint8_t>(delimiter_.size()));
    for (std::size_t i = 0; i + 1 < delimiter_.size(); ++i) {
        skip_.at(static_cast<unsigned char>(delimiter_[i])) =
            static_cast<std::uint8_t>(delimiter_.size() - 1 - i);
    }
}

Multipart::Step Multipart::next() {
    for (;;) {
        Move move{true, Step::need_more};
        switch (state_) {
            case State::preamble:
            case State::body: move = content(); break;
            case State::boundary_line: move = boundary_line(); break;
            case State::headers: move = headers(); break;
            case State::epilogue: input_ = {}; break;
            case State::broken: move = {true, Step::broken}; break;
        }
        if (move.answers) return move.step;
    }
}

// Bytes up to the next delimiter, of a part or of the preamble.
Multipart::Move Multipart::content() {
    if (held_ > 0) {
        const auto wanted = std::string_view(delimiter_).substr(held_);
        const auto common = std::min(wanted.size(), input_.size());
        if (input_.substr(0, common) == wanted.substr(0, common)) {
            input_.remove_prefix(common);
            held_ += common;
            return held_ < delimiter_.size() ? Move{true, Step::need_more} : delimiter_ends();
        }
        // It was content after all. A delimiter has its only CR in front, so none can begin within.
        return content_span(std::string_view(delimiter_).substr(0, std::exchange(held_, 0)));
    }
    const auto at = find_delimiter();
    if (at == 0) {
        input_.remove_prefix(delimiter_.size());
        return delimiter_ends();
    }
    if (at != std::string_view::npos) {
        const auto span = input_.substr(0, at);
        input_.remove_prefix(at);
        return content_span(span);
    }
    held_ = cut_delimiter();
    const auto span = input_.substr(0, input_.size() - held_);
    input_ = {};
    return span.empty() ? Move{true, Step::need_more} : content_span(span);
}

Multipart::Move Multipart::content_span(std::string_view span) {
    if (state_ == State::body) {
        data_ = span;
        return {true, Step::data};
    }
    preamble_bytes_ += span.size();
    if (preamble_bytes_ > limits_.preamble_bytes) return fail("it does not begin with a boundary");
    return {false, {}};
}

Multipart::Move Multipart::delimiter_ends() {
    held_ = 0;
    line_.clear();
    const bool ends_a_part = std::exchange(state_, State::boundary_line) == State::body;
    return {ends_a_part, Step::part_ends};
}

// Two dashes end the form; else blanks and CRLF end the line.
Multipart::Move Multipart::boundary_line() {
    while (!input_.empty()) {
        const char c = input_.front();
        const char last = line_.empty() ? ' ' : line_.back();
        input_.remove_prefix(1);
        line_ += c;
        if (line_ == "--") {
            state_ = State::epilogue;
            return {true, Step::finished};
        }
        if (line_.ends_with(crlf)) {
            line_.clear();
            state_ = State::headers;
            if (++parts_ > limits_.parts) return fail("it has too many parts");
            return {false, {}};
        }
        const bool blank_so_far = last == ' ' || last == '\t';
        const bool may_follow =
            blank_so_far && (c == ' ' || c == '\t' || c == '\r' || (c == '-' && line_.size() == 1));
        if (!may_follow || line_.size() > padding_bytes_max) {
            return fail("a boundary is followed by other text");
        }
    }
    return {true, Step::need_more};
}

Multipart::Move Multipart::headers() {
    const auto before = line_.size();
    const auto room = limits_.header_bytes - std::min(before, limits_.header_bytes);
    line_ += input_.substr(0, room);
    const auto end = line_.starts_with(crlf)
                         ? std::size_t{0}
                         : line_.find(end_of_headers, before - std::min<std::size_t>(before, 3));
    const bool whole = end != std::string::npos;
    if (whole) line_.resize(end == 0 ? crlf.size() : end + end_of_headers.size());
    const auto taken = line_.size() - before;
    input_.remove_prefix(taken);
    if (has_bare_line_feed(line_, before)) return fail("a line ends without a carriage return");
    if (!whole) {
        if (line_.size() >= limits_.header_bytes) return fail("a part's headers are too long");
        return {true, Step::need_more};
    }
    auto part = parse_form_part(std::string_view(line_).substr(0, line_.size() - crlf.size()));
    if (!part) return fail(std::move(part.error()));
    part_ = std::move(*part);
    state_ = State::body;
    return {true, Step::part_begins};
}

Multipart::Move Multipart::fail(std::string why) {
    return fail(Error{
        Errc::validation_error, "The multipart body is broken: " + std::move(why) + ".", {}});
}

Multipart::Move Multipart::fail(Error error) {
    reason_ = std::move(error);
    state_ = State::broken;
    input_ = {};
    return {true, Step::broken};
}

// Where the whole delimiter stands in the input; npos when it does not.
std::size_t Multipart::find_delimiter() const {
    const auto length = delimiter_.size();
    const char last = delimiter_.back();
    const char* const bytes = input_.data();
    std::size_t at = 0;
    while (at + length <= input_.size()) {
        const char under_end = bytes[at + length - 1];
        // The first byte is asked first: a body may be made of the boundary's own letters.
        if (under_end == last && bytes[at] == '\r' &&
            std::memcmp(bytes + at, delimiter_.data(), length) == 0) {
            return at;
        }
        at += skip_[static_cast<unsigned char>(under_end)];
    }
    return std::string_view::npos;
}

// How much of the delimiter's front the input ends with. Its only CR stands first.
std::size_t Multipart::cut_delimiter() const {
    const auto tail = input_.substr(input_.size() - std::min(input_.size(), delimiter_.size() - 1));
    const auto at = tail.rfind('\r');
    if (at == std::string_view::npos) return 0;
    const auto front = tail.substr(at);
    return std::string_view(delimiter_).starts_with(front) ? front.size() : 0;
}

}  // namespace rollcall::http
