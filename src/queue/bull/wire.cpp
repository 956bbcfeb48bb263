#include "queue/bull/wire.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"

namespace rollcall::queue::bull {

using db::redis::Reply;

std::string number_text(double number) {
    constexpr double exact_max = 1e15;
    if (number == static_cast<double>(static_cast<std::int64_t>(number)) && number < exact_max &&
        number > -exact_max)
        return std::to_string(static_cast<std::int64_t>(number));
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.begin(), buffer.end(), number);
    ROLLCALL_ASSERT(error == std::errc());
    return {buffer.begin(), end};
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
