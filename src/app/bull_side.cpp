#include "app/bull_side.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include "app/node.hpp"
#include "app/queue_settings.hpp"
#include "app/redis_check.hpp"
#include "app/settings.hpp"
#include "app/settings_bull.hpp"
#include "app/settings_redis.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/zones.hpp"
#include "db/redis/redis.hpp"
#include "event/bus.hpp"
#include "http/job_view.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "queue/bull/mirror/mirror.hpp"
#include "queue/job.hpp"
#include "work/attempt.hpp"

namespace rollcall::app {
namespace {

namespace mirror = queue::bull::mirror;

// What the bus did not ring for is found at the latest then.
constexpr std::chrono::milliseconds relay_interval{1'000};
// Whoever waits for a job claims it first: of two writes at a time one waits for the other's
// commit.
constexpr std::chrono::milliseconds relay_gathering{5};
constexpr std::chrono::milliseconds look_interval{4'000};
constexpr std::chrono::seconds reconcile_interval{10};

// What `bulk_upload_complete` says of it.
std::string result_of(queue::Queue& queue, load::Ledger& ledger, const queue::Job& job) {
    const auto snapshot = http::look_at(job, queue, ledger);
    const auto ended = job.finished_at.value_or(Instant{});
    live::jobs::Look look;
    look.job = job;
    look.shown = job.state;
    look.status = http::job_view(snapshot, ended);
    return boost::json::serialize(live::jobs::notice_of(look, ended).data);
}

// Empty where all is well.
std::string complaint_of(const mirror::Differences& found) {
    if (found.ghosts + found.broken + found.orphans == 0) return {};
    return fmt::format(
        "in Redis {} ids have no job, {} keys are not Bull's, {} jobs are of another rollcall: "
        "`rollcall doctor` tells",
        found.ghosts,
        found.broken,
        found.orphans
    );
}

queue::bull::BoardSettings keeping_house() {
    queue::bull::BoardSettings settings;
    settings.token = "rollcall:keeper";
    settings.time_zone = machine_zone();
    return settings;
}

}  // namespace

BullSide::BullSide(const Settings& settings, Parts parts)
    : settings_(settings),
      parts_(std::move(parts)),
      keys_(bull_keys_of(settings)),
      pool_(*redis_settings(settings), "rollcall"),
      mirrored_(parts_.database),
      canvas_(pool_, keys_, {.lock = std::chrono::milliseconds{settings.lock_duration_ms}}),
      survey_(pool_, keys_),
      style_{
          .retries = retries_of(settings),
          .node = node_name(),
          .result = [this](const queue::Job& job
                    ) { return result_of(parts_.queue, parts_.ledger, job); }},
      relay_({parts_.queue, mirrored_, canvas_, style_, hints_}),
      reconciler_(
          {parts_.queue,
           mirrored_,
           canvas_,
           survey_,
           style_,
           hints_,
           [this](const std::string& bull_id) {
               if (intake_) intake_->take_in(bull_id);
           }}
      ),
      board_(pool_, keys_, keeping_house(), clock_),
      repeater_(board_, hints_),
      queue_(
          {parts_.queue,
           mirrored_,
           canvas_,
           survey_,
           style_,
           relay_,
           hints_,
           settings.redis_foreign_jobs ? &repeater_ : nullptr}
      ) {}

void BullSide::begin(spool::Spool& spool) {
    mirrored_.begin();
    if (settings_.redis_foreign_jobs) {
        files_.emplace(spool, settings_.redis_files_dir, settings_.upload_bytes_max);
        intake_.emplace(mirror::Intake::Parts{
            parts_.queue, mirrored_, canvas_, survey_, *files_, clock_});
    }
    relayer_.emplace(work::Keeper::Settings{"relay", relay_interval, relay_gathering}, [this] {
        relay_.tick();
    });
    looker_.emplace(work::Keeper::Settings{"reconcile", look_interval}, [this] { look_around(); });
    subscription_ = parts_.bus.subscribe([this](const event::Event& event) {
        relayer_->wake();
        // A Bull worker may have the job: it is the looker who ends it then.
        if (std::holds_alternative<event::CancelRequested>(event)) looker_->wake();
    });
    listener_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

work::TimeLimit BullSide::time_limit(const JobId& job) {
    const auto timeout = mirrored_.known(job).timeout;
    return timeout.count() > 0 ? work::TimeLimit(timeout) : std::nullopt;
}

void BullSide::watch(const std::stop_token& stop) {
    const db::redis::Subscription subscription{
        .channels =
            {keys_.of("completed"),
             keys_.of("failed"),
             keys_.of("delayed"),
             keys_.of("paused"),
             keys_.of("resumed")},
        .patterns = {keys_.of("active@*"), keys_.of("waiting@*")}};
    const auto hurry = [this] {
        hurries_ = true;
        looker_->wake();
    };
    db::
        redis::
            Subscriber(
                *redis_settings(settings_),
                subscription,
                {.heard =
                     [this, hurry](const db::redis::Message& message) {
                         if (auto rumour = mirror::rumour_of(message, keys_)) {
                             hints_.add(std::move(*rumour));
                             looker_->wake();
                         } else if (const auto due = mirror::due_of(message, keys_)) {
                             hints_.add_due(*due);
                             looker_->wake();
                         } else if (message.channel == keys_.of("paused") ||
                            message.channel == keys_.of("resumed")) {
                             hurry();
                         }
                     },
                 .begun =
                     [this, hurry] {
                         is_new_ = true;
                         hurry();
                     }}
            ).run(stop);
}

// A look at what was hinted at, and now and then at everything.
void BullSide::look_around() {
    if (is_new_.exchange(false)) advise();
    reconciler_.attend();
    if (settings_.workers > 0) announce_worker();
    const auto now = clock_.steady();
    const bool is_due = !reconciled_ || now - *reconciled_ >= reconcile_interval;
    if (!is_due && !hurries_.exchange(false)) return;
    parts_.alone("reconcile", [this, now] {
        warn(complaint_of(reconciler_.reconcile()));
        reconciled_ = now;
        // Last: a key that is something else stops the housekeeping alone.
        keep_house();
    });
    reconciled_ = now;
}

// Who went away may have come back as another. Thrown out of here, Redis went away again, and will
// come anew.
void BullSide::advise() {
    auto advice = advice_on(settings_);
    if (advice == advised_) return;
    for (const auto& [weight, text] : advice) {
        const bool is_grave = weight == db::redis::Advice::Weight::refuse;
        log::write(is_grave ? log::Level::error : log::Level::warning, "bull", "Redis: " + text);
    }
    advised_ = std::move(advice);
}

// What stays as it is for days is said once.
void BullSide::warn(std::string complaint) {
    if (!complaint.empty() && complaint != complaint_) log::warning("bull", complaint);
    complaint_ = std::move(complaint);
}

// What Bull's workers do beside their jobs, for there may be none.
void BullSide::keep_house() {
    board_.settle();
    if (!settings_.redis_foreign_jobs) return;
    // Jobs that a Bull worker took, and died with, before they were known here.
    board_.recover(std::chrono::milliseconds{settings_.stalled_interval_ms});
    repeater_.mend(clock_.now());
}

void BullSide::announce_worker() {
    if (presence_ && presence_->alive()) {
        presence_->call({"PING"});
        return;
    }
    // Not before the pool knows that Redis is there: it spares us the wait.
    pool_.with([](db::redis::Connection&) {});
    presence_ = std::make_unique<db::redis::Connection>(*redis_settings(settings_));
    presence_->name(keys_.worker_name());
}

work::TimeLimit time_limit_of(std::optional<BullSide>& bull, const JobId& job) {
    return bull ? bull->time_limit(job) : std::nullopt;
}

std::vector<std::string> degraded_of(const std::optional<BullSide>& bull) {
    if (!bull || bull->is_up()) return {};
    return {"redis"};
}

}  // namespace rollcall::app
