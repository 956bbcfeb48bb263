#include "db/redis/pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/backoff.hpp"
#include "db/redis/breaker.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {
namespace {

const SystemClock system_clock;

}  // namespace

struct Pool::Shared {
    Shared(Settings chosen, std::string name, std::size_t most, Pauses pauses)
        : settings(std::move(chosen)),
          client_name(std::move(name)),
          connections_max(most),
          clock(pauses.clock),
          breaker(std::move(pauses.chance)) {}

    // A place among those that are lent, and an idle connection where there is one.
    std::unique_ptr<Connection> take_place() {
        std::unique_lock lock(mutex);
        freed.wait(lock, [this] { return lent < connections_max; });
        if (!breaker.may_pass(clock.steady())) {
            // Whoever waits behind is told as well.
            freed.notify_one();
            throw RedisFailure("redis is out of reach: " + breaker.why(), Trouble::unreachable);
        }
        ++lent;
        if (!breaker.is_up()) idle.clear();
        if (idle.empty()) return nullptr;
        auto connection = std::move(idle.back());
        idle.pop_back();
        return connection;
    }

    std::unique_ptr<Connection> connect() {
        try {
            auto connection = std::make_unique<Connection>(settings);
            if (!client_name.empty()) connection->name(client_name);
            const std::scoped_lock lock(mutex);
            breaker.succeeded();
            return connection;
        } catch (const std::exception& failure) {
            const std::scoped_lock lock(mutex);
            breaker.failed(clock.steady(), failure.what());
            leave_place();
            throw;
        }
    }

    void leave_place() {
        --lent;
        freed.notify_one();
    }

    void take_back(std::unique_ptr<Connection> connection) {
        const bool alive = connection->alive();
        std::vector<std::unique_ptr<Connection>> dropped;
        const std::scoped_lock lock(mutex);
        if (alive) {
            idle.push_back(std::move(connection));
        } else {
            // What befell one befell the others.
            breaker.lost(clock.steady());
            dropped = std::exchange(idle, {});
        }
        leave_place();
    }

    const Settings settings;
    const std::string client_name;
    const std::size_t connections_max;
    const Clock& clock;
    mutable std::mutex mutex;
    std::condition_variable freed;
    // Under the mutex.
    Breaker breaker;
    std::size_t lent = 0;
    std::vector<std::unique_ptr<Connection>> idle;
};

Pool::Pool(Settings settings, std::string client_name, std::size_t connections_max)
    : Pool(
          std::move(settings),
          std::move(client_name),
          connections_max,
          {system_clock, system_chance()}
      ) {}

Pool::Pool(Settings settings, std::string client_name, std::size_t connections_max, Pauses pauses)
    : shared_(std::make_shared<Shared>(
          std::move(settings),
          std::move(client_name),
          connections_max,
          std::move(pauses)
      )) {}

Pool::~Pool() = default;

void Pool::Return::operator()(Connection* connection) const {
    pool->take_back(std::unique_ptr<Connection>(connection));
}

std::unique_ptr<Connection, Pool::Return> Pool::borrow() {
    auto connection = shared_->take_place();
    // One that was idle may have been closed by the server in the meantime, which is no trouble.
    if (connection == nullptr || !connection->alive()) connection = shared_->connect();
    return {connection.release(), Return{shared_}};
}

bool Pool::is_up() const {
    const std::scoped_lock lock(shared_->mutex);
    return shared_->breaker.is_up();
}

const Settings& Pool::settings() const {
    return shared_->settings;
}

}  // namespace rollcall::db::redis
