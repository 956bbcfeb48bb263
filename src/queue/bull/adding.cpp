#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {
namespace {

void add_words(db::redis::Command& call, const NewEntry& entry, Instant now) {
    auto options = entry.options;
    options.fill(now);
    if (!entry.id.empty()) options.all()["jobId"] = entry.id;
    const auto debounce = options.debounce().value_or(Debounce{});
    call.add(entry.id).add(entry.name).add(entry.data).add(options.text());
    call.add(milliseconds(options.timestamp().value_or(now)));
    call.add(number_text(options.delay_ms())).add(number_text(options.priority()));
    call.add(options.lifo() ? "1" : "").add(debounce.id);
    call.add(debounce.ms ? std::to_string(*debounce.ms) : "");
    call.add(entry.extra.size());
    for (const auto& [name, value] : entry.extra)
        call.add(name).add(value);
}

}  // namespace

Result<std::vector<std::string>> Board::add(std::span<const NewEntry> entries) {
    for (const auto& entry : entries) {
        if (auto checked = check(entry); !checked) return std::unexpected(checked.error());
    }
    std::vector<std::string> ids;
    while (!entries.empty()) {
        const auto part = entries.first(std::min(entries.size(), jobs_a_call));
        entries = entries.subspan(part.size());
        db::redis::Command words{};
        for (const auto& entry : part)
            add_words(words, entry, clock_.now());
        for (auto& id : adding_.run(part.size(), words))
            ids.push_back(std::move(id.text));
    }
    return ids;
}

}  // namespace rollcall::queue::bull
