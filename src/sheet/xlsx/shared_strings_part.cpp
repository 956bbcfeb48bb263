// The shared strings' part: <si> with a <t>, or with runs <r><t>; phonetic runs are left out.
#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/assert.hpp"
#include "sheet/xlsx/cell_text.hpp"
#include "sheet/xlsx/shared_strings.hpp"
#include "sheet/xlsx/xml/xml.hpp"

namespace rollcall::sheet::xlsx {
namespace {

using std::string_view_literals::operator""sv;
using xml::Token;

class PartReader {
public:
    PartReader(xml::Window& window, const ReaderLimits& limits, SharedStrings& strings)
        : window_(window), limits_(limits), strings_(strings), markup_(window, limits) {}

    Result<void> read() {
        for (;;) {
            if (markup_.depth() == 1 && !markup_.prefixed()) {
                if (const auto usual = read_usual(); !usual) return usual;
            }
            const auto token = markup_.next();
            if (token == Token::finish) return {};
            if (token == Token::fault) return std::unexpected(markup_.fault());
            if (token != Token::start || markup_.depth() != 2) continue;
            if (const auto item = read_item(); !item) return item;
        }
    }

private:
    // <si><t>…</t></si> while it lasts, straight from the window.
    Result<void> read_usual() {
        for (;;) {
            if (window_.size() < refill_below) window_.more();
            const auto* at = window_.at();
            if (std::memcmp(at, "<si><t>", 7) == 0) {
                at += 7;
            } else if (std::memcmp(at, "<si><t xml:space=\"preserve\">", 28) == 0) {
                at += 28;
            } else {
                return {};
            }
            const auto run = xml::find_run(at, window_.end());
            if (run.end == nullptr || std::memcmp(run.end, "</t></si>", 9) != 0) return {};
            if (const auto added = add({at, static_cast<std::size_t>(run.end - at)}, run.plain);
                !added)
                return added;
            window_.advance_to(run.end + 9);
        }
    }

    // Needs: the last token was a start. The text of <si> is what stands in t and in r/t.
    Result<void> read_item() {
        if (!markup_.is("si")) {
            if (!markup_.skip()) return std::unexpected(markup_.fault());
            return {};
        }
        text_.clear();
        const auto outside = markup_.depth() - 1;
        if (const auto read = read_rich_text(markup_, text_, limits_); !read) return read;
        ROLLCALL_ASSERT(markup_.depth() == outside);
        return add_built();
    }

    Result<void> add(std::string_view raw, bool plain) {
        if (raw.size() > limits_.cell_bytes) return refuse_long_cell(limits_);
        if (plain) return strings_.add({raw, length_flag(raw)});
        text_.clear();
        text_.add_markup(raw);
        return add_built();
    }

    Result<void> add_built() {
        const auto text = text_.finish();
        if (text.size() > limits_.cell_bytes) return refuse_long_cell(limits_);
        return strings_.add({text, text_flags(text_, text)});
    }

    // A text of usual length then lies in the window whole.
    static constexpr std::size_t refill_below = 4 * kib;

    xml::Window& window_;
    const ReaderLimits& limits_;
    SharedStrings& strings_;
    xml::Markup markup_;
    xml::TextBuilder text_;
};

}  // namespace

Result<void>
read_shared_strings(zip::Archive& archive, const zip::Entry& entry, SharedStrings& strings) {
    xml::PartText text(archive, entry, archive.limits().part_bytes);
    xml::Window window(text);
    auto read = PartReader(window, archive.limits(), strings).read();
    strings.seal();
    return read;
}

}  // namespace rollcall::sheet::xlsx
