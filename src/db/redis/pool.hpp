// Connections to one Redis, lent to whoever needs one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "db/redis/backoff.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

// Safe from any thread. Once Redis was out of reach everybody is told so at once, until a try after
// a growing, jittered pause (100 ms to 5 s) succeeds: threads do not pile up before a dead server.
class Pool {
public:
    // Connects to nothing yet. At most `connections_max` are lent; who comes later waits.
    Pool(Settings settings, std::string client_name, std::size_t connections_max = 8);

    // The same by another clock, which outlives the pool, and another chance.
    struct Pauses {
        const Clock& clock;
        Chance chance;
    };
    Pool(Settings settings, std::string client_name, std::size_t connections_max, Pauses pauses);

    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool();

    // Runs `use` on a connection, which goes back afterwards; a broken one is thrown away. Throws
    // what `use` throws, and RedisFailure (unreachable) while Redis is away. Nothing is tried
    // twice.
    template <class Use>
    auto with(Use&& use) {
        const std::unique_ptr<Connection, Return> connection = borrow();
        return std::forward<Use>(use)(*connection);
    }

    // Whether the last that was heard of Redis was good; true before the first try.
    bool is_up() const;

    const Settings& settings() const;

private:
    struct Shared;
    struct Return {
        std::shared_ptr<Shared> pool;
        void operator()(Connection* connection) const;
    };
    std::unique_ptr<Connection, Return> borrow();

    std::shared_ptr<Shared> shared_;
};

}  // namespace rollcall::db::redis
