#include "queue/bull/wire.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "db/redis/command.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/number_text.hpp"
#include "queue/bull/options.hpp"

namespace rollcall::queue::bull {

using db::redis::Reply;

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

Answer answer_of(std::int64_t code) {
    switch (code) {
        case 0: return Answer::done;
        case -1: return Answer::no_such_job;
        case -2: return Answer::lock_lost;
        case -6: return Answer::locked_by_other;
        default: return Answer::not_active;
    }
}

std::string_view key_of(Place place) {
    constexpr std::array<std::string_view, 6> keys{
        "wait", "paused", "active", "delayed", "completed", "failed"};
    ROLLCALL_ASSERT(place != Place::stuck);
    return keys.at(static_cast<std::size_t>(place));
}

std::vector<std::string> texts(const Reply& reply) {
    std::vector<std::string> all;
    all.reserve(reply.items.size());
    for (const auto& item : reply.items)
        all.push_back(item.text);
    return all;
}

Fields fields_of(const Reply& reply) {
    Fields fields;
    fields.reserve(reply.items.size() / 2);
    for (std::size_t n = 0; n + 1 < reply.items.size(); n += 2)
        fields.emplace_back(reply.items[n].text, reply.items[n + 1].text);
    return fields;
}

bool is_ghost(const Reply& reply) {
    return reply.items.size() < 2;
}

Entry entry_of(const Reply& reply) {
    auto id = reply.items.empty() ? std::string() : reply.items.front().text;
    if (!is_ghost(reply)) return read_entry(std::move(id), fields_of(reply.items[1]));
    Entry missing;
    missing.id = std::move(id);
    missing.faults.emplace_back("there is no job of this id");
    return missing;
}

}  // namespace rollcall::queue::bull
