#include "sheet/xlsx/cell_text.hpp"

#include <fmt/core.h>

namespace rollcall::sheet::xlsx {

using xml::Token;

std::unexpected<Error> refuse_long_cell(const ReaderLimits& limits) {
    return refuse(
        Errc::cell_too_long,
        fmt::format(
            "A cell holds over {} bytes of text; Excel allows {} characters. Shorten it and send "
            "the file again.",
            with_commas(limits.cell_bytes),
            with_commas(cell_units_max)
        )
    );
}

Result<void> read_text(xml::Markup& markup, xml::TextBuilder& text, const ReaderLimits& limits) {
    const auto inside = markup.depth();
    while (markup.depth() >= inside) {
        const auto token = markup.next();
        if (token == Token::fault) return std::unexpected(markup.fault());
        if (token != Token::text || markup.depth() != inside) continue;
        if (markup.literal()) {
            text.add_literal(markup.text());
        } else {
            text.add_markup(markup.text());
        }
        if (text.size() > limits.cell_bytes) return refuse_long_cell(limits);
    }
    return {};
}

Result<void>
read_rich_text(xml::Markup& markup, xml::TextBuilder& text, const ReaderLimits& limits) {
    const auto inside = markup.depth();
    bool in_run = false;
    while (markup.depth() >= inside) {
        const auto token = markup.next();
        if (token == Token::fault) return std::unexpected(markup.fault());
        if (token != Token::start) continue;
        const auto level = markup.depth() - inside;
        if (level == 1) in_run = markup.is("r");
        if (markup.is("t") && (level == 1 || (level == 2 && in_run))) {
            if (const auto read = read_text(markup, text, limits); !read) return read;
        } else if (level > 1 || !in_run) {
            if (!markup.skip()) return std::unexpected(markup.fault());
        }
    }
    return {};
}

}  // namespace rollcall::sheet::xlsx
