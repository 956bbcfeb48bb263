#include "sheet/xlsx/xml/markup.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/core.h>

#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::xlsx::xml {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto literal_open = "<![CDATA["sv;
constexpr auto literal_close = "]]>"sv;
// A piece of text that fills the window is cut before a reference this near to its end.
constexpr std::size_t reference_bytes_max = 32;

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// Whatever ends no name. Zero, which stands behind the window, does.
bool is_name_byte(char c) {
    switch (c) {
        case '\0':
        case ' ':
        case '\n':
        case '\t':
        case '\r':
        case '/':
        case '>':
        case '=':
        case '<':
        case '"':
        case '\'': return false;
        default: return true;
    }
}

std::string_view take_name(const char*& at) {
    const auto* const first = at;
    while (is_name_byte(*at))
        ++at;
    return {first, static_cast<std::size_t>(at - first)};
}

void skip_spaces(const char*& at) {
    while (is_space(*at))
        ++at;
}

// Where a text longer than the window is cut, so that neither a reference nor a line end falls
// apart.
std::size_t piece_end(std::string_view text) {
    const auto reference = text.rfind('&');
    const bool near = reference != std::string_view::npos && reference > 0 &&
                      text.size() - reference < reference_bytes_max;
    const auto end = near ? reference : text.size();
    return text[end - 1] == '\r' && end > 1 ? end - 1 : end;
}

}  // namespace

Token Markup::next() {
    if (broken_off_) return Token::fault;
    if (std::exchange(closed_at_once_, false)) return close();
    for (;;) {
        if (in_literal_) return read_literal();
        if (!window_.has(1)) return read_end_of_part();
        const auto token = *window_.at() == '<' ? read_tag() : read_text();
        if (token) return *token;
    }
}

Token Markup::read_end_of_part() {
    const bool whole = opened_.empty() && root_seen_ && !window_.failed();
    return whole ? Token::finish : refuse_cut();
}

// Nothing: a comment or an instruction was passed over, or a CDATA section begins.
std::optional<Token> Markup::read_tag() {
    window_.has(literal_open.size());
    switch (window_.at()[1]) {
        case '/': return read_end();
        case '!': return read_bang();
        case '?': return pass("?>"sv);
        default: return read_start();
    }
}

std::optional<Token> Markup::read_bang() {
    const auto front = window_.view();
    if (front.starts_with("<!--"sv)) {
        window_.advance_to(window_.at() + 4);
        return pass("-->"sv);
    }
    if (front.starts_with(literal_open) && !opened_.empty()) {
        window_.advance_to(window_.at() + literal_open.size());
        in_literal_ = true;
        return std::nullopt;
    }
    if (front.starts_with("<!D"sv) || front.starts_with("<!E"sv)) {
        return break_off(
            {Errc::xml_doctype,
             "The workbook defines its own XML entities, which no spreadsheet program does. Open "
             "it in Excel, save it again as .xlsx and send that.",
             {}}
        );
    }
    if (front.size() < literal_open.size()) return refuse_cut();
    return malformed("an unknown declaration");
}

// Passes over everything up to and with the terminator, however long it is.
std::optional<Token> Markup::pass(std::string_view terminator) {
    for (;;) {
        const auto found = window_.view().find(terminator);
        if (found != std::string_view::npos) {
            window_.advance_to(window_.at() + found + terminator.size());
            return std::nullopt;
        }
        const auto keep = std::min(window_.size(), terminator.size() - 1);
        window_.advance_to(window_.end() - keep);
        if (!window_.more()) return refuse_cut();
    }
}

Token Markup::read_start() {
    for (;;) {
        const auto look = look_at_start(window_.at() + 1);
        const bool long_tag =
            look == Look::whole
                ? static_cast<std::size_t>(after_tag_ - window_.at()) > limits_.tag_bytes
                : window_.size() > limits_.tag_bytes;
        if (look == Look::whole && !long_tag) return open();
        if (look == Look::bad) return malformed("a tag is broken");
        if (long_tag) return malformed(fmt::format("a tag is over {} bytes", limits_.tag_bytes));
        if (!window_.more()) return refuse_cut();
    }
}

Markup::Look Markup::look_at_start(const char* at) {
    raw_name_ = take_name(at);
    if (at >= window_.end()) return Look::cut;
    if (raw_name_.empty()) return Look::bad;
    return look_at_attributes(at);
}

Markup::Look Markup::look_at_attributes(const char* at) {
    attribute_count_ = 0;
    const auto* const end = window_.end();
    for (;;) {
        const bool apart = is_space(*at);
        skip_spaces(at);
        if (at >= end) return Look::cut;
        if (*at == '>') {
            after_tag_ = at + 1;
            closed_at_once_ = false;
            return Look::whole;
        }
        if (*at == '/') {
            if (at + 1 >= end) return Look::cut;
            after_tag_ = at + 2;
            closed_at_once_ = true;
            return at[1] == '>' ? Look::whole : Look::bad;
        }
        if (!apart ||
            attribute_count_ == std::min<std::size_t>(limits_.attributes, attributes_.size()))
            return Look::bad;
        if (const auto look = look_at_value(at); look != Look::whole) return look;
    }
}

// One `name="value"`; adds it to the attributes.
Markup::Look Markup::look_at_value(const char*& at) {
    const auto* const end = window_.end();
    const auto attribute_name = take_name(at);
    skip_spaces(at);
    if (at >= end) return Look::cut;
    if (*at != '=' || attribute_name.empty()) return Look::bad;
    ++at;
    skip_spaces(at);
    if (at >= end) return Look::cut;
    const char quote = *at;
    if (quote != '"' && quote != '\'') return Look::bad;
    ++at;
    const auto* const close =
        static_cast<const char*>(std::memchr(at, quote, static_cast<std::size_t>(end - at)));
    if (close == nullptr) return Look::cut;
    // The same attribute twice: readers disagree which counts.
    if (attribute(attribute_name)) return Look::bad;
    attributes_.at(attribute_count_++) = {
        attribute_name, {at, static_cast<std::size_t>(close - at)}};
    at = close + 1;
    return Look::whole;
}

Token Markup::open() {
    if (opened_.empty() && root_seen_) return malformed("it has two roots");
    if (opened_.size() >= limits_.depth) {
        return break_off(
            {Errc::xml_too_deep,
             fmt::format(
                 "The workbook nests over {} elements in each other, which no spreadsheet program "
                 "does. Open it in Excel, save it again as .xlsx and send that.",
                 limits_.depth
             ),
             {}}
        );
    }
    opened_.push_back(static_cast<std::uint32_t>(names_.size()));
    names_ += raw_name_;
    if (!root_seen_) {
        const auto colon = raw_name_.find(':');
        root_prefix_ = colon == std::string_view::npos ? "" : raw_name_.substr(0, colon);
        root_seen_ = true;
    }
    set_name(raw_name_);
    window_.advance_to(after_tag_);
    return Token::start;
}

void Markup::set_name(std::string_view raw) {
    const auto colon = raw.find(':');
    const bool bare = colon == std::string_view::npos;
    name_ = bare ? raw : raw.substr(colon + 1);
    ours_ = bare ? root_prefix_.empty() : raw.substr(0, colon) == root_prefix_;
}

// Needs: an element is open, and raw_name_ is its name as the window holds it.
Token Markup::close() {
    set_name(raw_name_);
    names_.resize(opened_.back());
    opened_.pop_back();
    return Token::end;
}

Token Markup::read_end() {
    for (;;) {
        const auto* at = window_.at() + 2;
        raw_name_ = take_name(at);
        skip_spaces(at);
        if (at < window_.end()) {
            if (*at != '>') return malformed("a tag is broken");
            if (opened_.empty() || std::string_view(names_).substr(opened_.back()) != raw_name_)
                return malformed("an element is closed that is not open");
            window_.advance_to(at + 1);
            return close();
        }
        if (window_.size() > limits_.tag_bytes) return malformed("a tag is too long");
        if (!window_.more()) return refuse_cut();
    }
}

// Nothing: blanks around the root, where alone text may stand outside of it.
std::optional<Token> Markup::read_text() {
    literal_ = false;
    auto end = window_.view().find('<');
    while (end == std::string_view::npos && !window_.full() && window_.more())
        end = window_.view().find('<');
    if (window_.failed()) return break_off(window_.fault());
    const auto front = window_.view();
    if (end == std::string_view::npos) end = window_.full() ? piece_end(front) : front.size();
    text_ = front.substr(0, end);
    window_.advance_to(window_.at() + end);
    if (!opened_.empty()) return Token::text;
    if (std::ranges::all_of(text_, is_space)) return std::nullopt;
    return malformed("text outside of it");
}

Token Markup::read_literal() {
    literal_ = true;
    for (;;) {
        const auto front = window_.view();
        const auto end = front.find(literal_close);
        if (end != std::string_view::npos) {
            text_ = front.substr(0, end);
            window_.advance_to(window_.at() + end + literal_close.size());
            in_literal_ = false;
            return Token::text;
        }
        if (window_.full()) {
            // Keeps a `]]` or `\r` at the end for the next piece.
            text_ = front.substr(0, front.size() - literal_close.size());
            window_.advance_to(window_.end() - literal_close.size());
            return Token::text;
        }
        if (!window_.more()) return refuse_cut();
    }
}

std::optional<std::string_view> Markup::attribute(std::string_view name) const {
    for (std::size_t i = 0; i < attribute_count_; ++i) {
        const auto& one = attributes_[i];
        if (one.name == name) return one.value;
    }
    return std::nullopt;
}

bool Markup::skip() {
    const auto outside = depth() - 1;
    while (depth() > outside) {
        if (next() == Token::fault) return false;
    }
    return true;
}

// The part ends within something, or the window has a fault of its own.
Token Markup::refuse_cut() {
    if (window_.failed()) return break_off(window_.fault());
    return break_off(
        {Errc::file_truncated,
         "The workbook ends in the middle of its data. Open it in Excel, save it again as .xlsx "
         "and send that.",
         {}}
    );
}

Token Markup::break_off(Error error) {
    broken_off_ = true;
    fault_ = std::move(error);
    return Token::fault;
}

Token Markup::malformed(std::string_view what) {
    return break_off(zip::damaged(fmt::format("its XML is broken ({})", what)).error());
}

}  // namespace rollcall::sheet::xlsx::xml
