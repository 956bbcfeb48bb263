// Bull's side of the queue: what shows it in Redis, and honours what is done there.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/bull_files.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "db/redis/redis.hpp"
#include "event/bus.hpp"
#include "load/ledger.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/bull.hpp"
#include "queue/bull/mirror/mirror.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql.hpp"
#include "spool/spool.hpp"
#include "work/attempt.hpp"
#include "work/keeper.hpp"

namespace rollcall::app {

class BullSide {
public:
    // All outlive this.
    struct Parts {
        db::Database& database;
        queue::sql::SqlQueue& queue;  // the truth
        load::Ledger& ledger;
        event::Bus& bus;
        // Runs what it is given unless it is being run in another process.
        std::function<void(std::string_view task, const std::function<void()>& use)> alone;
    };
    // Needs: settings.has_redis(). Connects to nothing yet.
    BullSide(const Settings& settings, Parts parts);
    BullSide(const BullSide&) = delete;
    BullSide& operator=(const BullSide&) = delete;

    // The queue in SQL as Bull sees it.
    queue::Queue& queue() { return queue_; }
    // How long a run of a Bull producer's job may take.
    work::TimeLimit time_limit(const JobId& job);
    // Whether the last that was heard of Redis was good.
    bool is_up() const { return pool_.is_up(); }

    // From here on Redis is told of each change, and asked what others did. The spool outlives
    // this.
    void begin(spool::Spool& spool);

private:
    void watch(const std::stop_token& stop);
    void look_around();
    void keep_house();
    void advise();
    void warn(std::string complaint);
    void announce_worker();

    const Settings settings_;
    const Parts parts_;
    const SystemClock clock_;
    const queue::bull::Keys keys_;
    db::redis::Pool pool_;
    queue::sql::Mirrored mirrored_;
    queue::bull::mirror::Canvas canvas_;
    queue::bull::mirror::Survey survey_;
    const queue::bull::mirror::Style style_;
    queue::bull::mirror::Hints hints_;
    queue::bull::mirror::Relay relay_;
    std::optional<BullFiles> files_;
    std::optional<queue::bull::mirror::Intake> intake_;
    queue::bull::mirror::Reconciler reconciler_;
    queue::bull::Board board_;
    queue::bull::mirror::Repeater repeater_;
    queue::bull::mirror::BullQueue queue_;
    // Bull counts its workers by the names of connections.
    std::unique_ptr<db::redis::Connection> presence_;
    std::optional<std::chrono::steady_clock::time_point> reconciled_;
    std::string complaint_;                   // of the last reconcile
    std::vector<db::redis::Advice> advised_;  // when Redis last came
    std::atomic<bool> hurries_ = false;       // the next look is at everything
    std::atomic<bool> is_new_ = false;        // Redis came since it was last looked at

    // They end before what they work on, and first who rings them.
    std::optional<work::Keeper> relayer_;
    std::optional<work::Keeper> looker_;
    event::Bus::Subscription subscription_;
    std::jthread listener_;
};

work::TimeLimit time_limit_of(std::optional<BullSide>& bull, const JobId& job);
// Its name where it does not answer.
std::vector<std::string> degraded_of(const std::optional<BullSide>& bull);

}  // namespace rollcall::app
