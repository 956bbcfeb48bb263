// Job hashes from strangers: fields one after the other, name and value apart by NUL.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "queue/bull/entry.hpp"
#include "queue/bull/options.hpp"

using namespace rollcall::queue::bull;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    Fields fields;
    while (!text.empty()) {
        const auto name = text.substr(0, text.find('\0'));
        text.remove_prefix(std::min(text.size(), name.size() + 1));
        const auto value = text.substr(0, text.find('\0'));
        text.remove_prefix(std::min(text.size(), value.size() + 1));
        fields.emplace_back(name, value);
    }
    const auto entry = read_entry("1", fields);
    for (std::uint32_t attempts = 1; attempts < 4; ++attempts)
        (void)backoff_after(entry.options, attempts);
    (void)entry.options.repeat();
    (void)entry.options.debounce();
    // What is written again is read as the same.
    const auto again = Options::parse(entry.options.text());
    if (!again || again->attempts() != entry.options.attempts()) std::abort();
    return 0;
}
