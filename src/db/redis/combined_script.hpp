// A script that many threads call at the same time, as one call.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/combiner.hpp"
#include "db/redis/command.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"

namespace rollcall::db::redis {

// For a script that does many things a call: behind its first words it is told how many they are,
// then the words of each; it answers an array of as many items, among them errors. Safe from any
// thread.
class CombinedScript {
public:
    // Pool and script outlive this; `first_words` are the script's call until how many. So many
    // things go into a call at most: Redis answers nobody else meanwhile.
    CombinedScript(Pool& pool, const Script& script, Command first_words, std::size_t things_max);

    // The items of these things. Throws RedisFailure, also when one of the items is an error; the
    // others' things are not touched by it.
    std::vector<Reply> run(std::size_t things, const Command& words);

    // How many are at work or wait just now.
    std::size_t present() const { return calls_.present(); }

private:
    struct Call {
        std::size_t things = 0;
        const Command& words;
        std::vector<Reply> items;
        std::optional<RedisFailure> trouble;
    };
    void run_all(std::span<Call* const> calls) noexcept;
    std::vector<Reply> ask(std::span<Call* const> calls);

    Pool& pool_;
    const Script& script_;
    const Command first_words_;
    Combiner<Call> calls_;
};

}  // namespace rollcall::db::redis
