// A queue in SQL with its mirror in the test's Redis, and hands to do there what others would.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "db/database.hpp"
#include "db/redis/redis.hpp"
#include "event/bus.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/bull.hpp"
#include "queue/bull/mirror/mirror.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::tests {

namespace mirror = queue::bull::mirror;

// All that stands between a database and a Redis.
class BullWorld {
public:
    struct Place {
        db::Database& database;
        db::redis::Settings redis;
        std::string prefix;
        event::Bus* bus = nullptr;
        const Clock* clock = nullptr;  // of repeated jobs; the test's own outlives this
    };
    BullWorld(
        const Place& place,
        const queue::QueueLimits& limits = {},
        const queue::RetryPolicy& retries = {}
    )
        : keys_(queue::bull::Keys::make(place.prefix, "bulk-uploads").value()),
          pool_(place.redis, "rollcall-test"),
          sql_(place.database, limits, retries, place.bus),
          mirrored_(place.database),
          canvas_(pool_, keys_, {}),
          survey_(pool_, keys_),
          style_{
              .retries = retries,
              .node = "test",
              .result = [](const queue::Job& job
                        ) { return R"({"job_id":")" + job.id.text() + R"("})"; }},
          board_(
              pool_,
              keys_,
              {.token = "rollcall:test", .limiter = {}, .time_zone = {}},
              place.clock == nullptr ? system_clock_ : *place.clock
          ),
          repeater_(board_, hints_),
          relay_({sql_, mirrored_, canvas_, style_, hints_}),
          reconciler_(
              {sql_,
               mirrored_,
               canvas_,
               survey_,
               style_,
               hints_,
               [this](const std::string& id) { strangers_.push_back(id); }}
          ),
          queue_({sql_, mirrored_, canvas_, survey_, style_, relay_, hints_, &repeater_}) {
        mirrored_.begin();
    }

    mirror::BullQueue& queue() { return queue_; }
    queue::sql::SqlQueue& sql() { return sql_; }
    queue::sql::Mirrored& mirrored() { return mirrored_; }
    mirror::Relay& relay() { return relay_; }
    mirror::Reconciler& reconciler() { return reconciler_; }
    mirror::Repeater& repeater() { return repeater_; }
    queue::bull::Board& board() { return board_; }
    mirror::Hints& hints() { return hints_; }
    mirror::Canvas& canvas() { return canvas_; }
    mirror::Survey& survey() { return survey_; }
    const std::vector<std::string>& strangers() const { return strangers_; }

    std::string key(std::string_view suffix) const { return keys_.of(suffix); }
    db::redis::Reply call(const db::redis::Command& command) {
        return pool_.with([&](auto& connection) { return connection.call(command); });
    }
    std::string text(const db::redis::Command& command) { return call(command).text; }
    std::vector<std::string> list(std::string_view suffix) {
        return texts(call({"LRANGE", key(suffix), "0", "-1"}));
    }
    std::vector<std::string> set(std::string_view suffix) {
        return texts(call({"ZRANGE", key(suffix), "0", "-1"}));
    }
    std::string field(std::string_view id, std::string_view name) {
        return text({"HGET", key(id), name});
    }

private:
    static std::vector<std::string> texts(const db::redis::Reply& reply) {
        std::vector<std::string> texts;
        for (const auto& item : reply.items)
            texts.push_back(item.text);
        return texts;
    }

    const queue::bull::Keys keys_;
    db::redis::Pool pool_;
    queue::sql::SqlQueue sql_;
    queue::sql::Mirrored mirrored_;
    mirror::Canvas canvas_;
    mirror::Survey survey_;
    const mirror::Style style_;
    mirror::Hints hints_;
    std::vector<std::string> strangers_;
    const SystemClock system_clock_;
    queue::bull::Board board_;
    mirror::Repeater repeater_;
    mirror::Relay relay_;
    mirror::Reconciler reconciler_;
    mirror::BullQueue queue_;
};

}  // namespace rollcall::tests
