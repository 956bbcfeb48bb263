// A part's tags and text, one after another, in constant memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/xlsx/xml/window.hpp"

namespace rollcall::sheet::xlsx::xml {

enum class Token : std::uint8_t {
    start,   // <name …>; <name/> is a start and then an end
    end,     // </name>
    text,    // a piece of character data or of a CDATA section
    finish,  // the part has ended, every element closed
    fault    // see fault()
};

// Every view lives until the next call. Comments and processing instructions are passed over.
// Elements whose prefix is not that of the root are not `ours`: extensions of other makers.
class Markup {
public:
    // Needs: the window outlives it.
    Markup(Window& window, const ReaderLimits& limits) : window_(window), limits_(limits) {}

    // Faults: FILE_CORRUPT (not well-formed, a tag too long, too many attributes), FILE_TRUNCATED,
    // XML_DOCTYPE, XML_TOO_DEEP, and those of the window.
    Token next();

    // Of the last start or end: the name without its prefix, whether its prefix is the root's.
    std::string_view name() const { return name_; }
    bool ours() const { return ours_; }
    bool is(std::string_view name) const { return ours_ && name_ == name; }

    // Of the last start: the raw value, by the name as it is written.
    std::optional<std::string_view> attribute(std::string_view name) const;

    // Of the last text: raw character data, or the inside of a CDATA section.
    std::string_view text() const { return text_; }
    bool literal() const { return literal_; }

    // How many elements are open: a start counts itself, an end no longer.
    std::size_t depth() const { return opened_.size(); }
    // The next token is the end of the element that was just started (<name/>).
    bool closing() const { return closed_at_once_; }
    bool prefixed() const { return !root_prefix_.empty(); }

    // Passes over the rest of the element that the last start opened. False at a fault.
    bool skip();

    Window& window() { return window_; }
    // Needs: the last token was a fault.
    const Error& fault() const { return fault_; }

private:
    struct Attribute {
        std::string_view name;
        std::string_view value;
    };
    // How a look at the front of the window ended.
    enum class Look : std::uint8_t { whole, cut, bad };

    std::optional<Token> read_tag();
    std::optional<Token> read_bang();
    Token read_start();
    Token read_end();
    Token read_end_of_part();
    std::optional<Token> read_text();
    Token read_literal();
    Look look_at_start(const char* at);
    Look look_at_attributes(const char* at);
    Look look_at_value(const char*& at);
    Token open();
    Token close();
    Token refuse_cut();
    Token break_off(Error error);
    Token malformed(std::string_view what);
    std::optional<Token> pass(std::string_view terminator);
    void set_name(std::string_view raw);

    Window& window_;
    const ReaderLimits& limits_;
    std::string_view raw_name_;
    std::string_view name_;
    std::string_view text_;
    const char* after_tag_ = nullptr;
    std::array<Attribute, 64> attributes_{};
    std::size_t attribute_count_ = 0;
    std::string names_;  // of the open elements, one behind the other
    std::vector<std::uint32_t> opened_;
    std::string root_prefix_;
    bool root_seen_ = false;
    bool ours_ = false;
    bool closed_at_once_ = false;
    bool in_literal_ = false;
    bool literal_ = false;
    bool broken_off_ = false;
    Error fault_;
};

}  // namespace rollcall::sheet::xlsx::xml
