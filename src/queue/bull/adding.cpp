#include <algorithm>
#include <cstddef>
#include <expected>
#include <span>
#include <string>
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

bool is_repeated(const NewEntry& entry) {
    return entry.options.repeat().has_value();
}

}  // namespace

Result<std::vector<std::string>> Board::add(std::span<const NewEntry> entries) {
    for (const auto& entry : entries) {
        if (auto checked = check(entry); !checked) return std::unexpected(checked.error());
        if (!is_repeated(entry)) continue;
        if (auto run = run_after(entry); !run) return std::unexpected(run.error());
    }
    std::vector<std::string> ids;
    while (!entries.empty()) {
        const auto most = entries.first(std::min(entries.size(), jobs_a_call));
        const auto plain =
            static_cast<std::size_t>(std::ranges::find_if(most, is_repeated) - most.begin());
        if (plain == 0) {
            ids.push_back(begin_repetition(entries.front()));
        } else {
            for (auto& id : add_plain(entries.first(plain)))
                ids.push_back(std::move(id));
        }
        entries = entries.subspan(std::max<std::size_t>(plain, 1));
    }
    return ids;
}

std::vector<std::string> Board::add_plain(std::span<const NewEntry> entries) {
    db::redis::Command words{};
    for (const auto& entry : entries)
        add_words(words, entry, clock_.now());
    std::vector<std::string> ids;
    ids.reserve(entries.size());
    for (auto& id : adding_.run(entries.size(), words))
        ids.push_back(std::move(id.text));
    return ids;
}

}  // namespace rollcall::queue::bull
