#include "sheet/xlsx/shared_strings.hpp"

#include <fmt/core.h>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace rollcall::sheet::xlsx {
namespace {

std::unexpected<Error> too_large(std::string_view what) {
    return refuse(
        Errc::shared_strings_too_large,
        fmt::format(
            "The workbook's table of texts holds {}. Copy the list alone into a new workbook and "
            "send that, or send it as CSV.",
            what
        )
    );
}

}  // namespace

Result<void> SharedStrings::add(const Item& item) {
    if (ends_.size() >= limits_.shared_strings)
        return too_large(fmt::format("over {} texts", with_commas(limits_.shared_strings)));
    const auto bytes = item.text.size() + (item.flags != 0 ? 1 : 0);
    if (store_.size() + bytes > limits_.shared_strings_bytes)
        return too_large(fmt::format("over {} bytes", with_commas(limits_.shared_strings_bytes)));
    ROLLCALL_ASSERT(bytes <= offset_mask / block_texts);
    if (ends_.size() % block_texts == 0) blocks_.push_back(store_.size());
    bool added = true;
    if (item.flags != 0) {
        const char flags = static_cast<char>(item.flags);
        added = store_.append({&flags, 1});
    }
    if (!added || !store_.append(item.text))
        return too_large(fmt::format("over {} bytes", with_commas(limits_.shared_strings_memory)));
    const auto end = static_cast<std::uint32_t>(store_.size() - blocks_.back());
    ends_.push_back(end | (item.flags != 0 ? odd_mark : 0));
    return {};
}

void SharedStrings::seal() {
    store_.seal();
}

}  // namespace rollcall::sheet::xlsx
