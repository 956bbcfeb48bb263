#include "db/redis/combined_script.hpp"

#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "db/redis/session.hpp"

namespace rollcall::db::redis {
namespace {

RedisFailure refusal(const std::string& script, const Reply& error) {
    return {
        "redis: " + script + ": " + std::string(safe_words(error.text)),
        Trouble::refused,
        std::string(error_code(error.text))};
}

}  // namespace

CombinedScript::CombinedScript(
    Pool& pool,
    const Script& script,
    Command first_words,
    std::size_t things_max
)
    : pool_(pool), script_(script), first_words_(std::move(first_words)), calls_(things_max) {}

std::vector<Reply> CombinedScript::run(std::size_t things, const Command& words) {
    Call call{.things = things, .words = words, .items = {}, .trouble = std::nullopt};
    calls_.run(call, things, [this](std::span<Call* const> calls) noexcept { run_all(calls); });
    if (call.trouble) throw RedisFailure(*call.trouble);
    for (const auto& item : call.items) {
        if (item.is_error()) throw refusal(script_.name(), item);
    }
    return std::move(call.items);
}

void CombinedScript::run_all(std::span<Call* const> calls) noexcept {
    const auto tell = [&](const RedisFailure& failure) {
        for (auto* call : calls)
            call->trouble = failure;
    };
    try {
        auto items = ask(calls);
        auto next = std::make_move_iterator(items.begin());
        for (auto* call : calls) {
            const auto end = next + static_cast<std::ptrdiff_t>(call->things);
            call->items.assign(next, end);
            next = end;
        }
    } catch (const RedisFailure& failure) {
        tell(failure);
    } catch (const std::exception& failure) {
        tell(RedisFailure(failure.what(), Trouble::lost));
    }
}

std::vector<Reply> CombinedScript::ask(std::span<Call* const> calls) {
    std::size_t things = 0;
    for (const auto* call : calls)
        things += call->things;
    auto all = first_words_;
    all.add(things);
    for (const auto* call : calls)
        all.append(call->words);
    auto reply = pool_.with([&](Connection& redis) { return redis.run(script_, all); });
    if (reply.items.size() != things) {
        throw RedisFailure(
            "redis: " + script_.name() + ": " + std::to_string(reply.items.size()) +
                " answers to " + std::to_string(things) + " questions",
            Trouble::refused
        );
    }
    return std::move(reply.items);
}

}  // namespace rollcall::db::redis
