#include "live/jobs/feed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "live/jobs/errands.hpp"
#include "live/jobs/hints.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {

Feed::Feed(FeedSettings settings, const Parts& parts)
    : settings_(settings),
      services_(parts.services),
      errands_(parts.errands),
      loop_(parts.loop),
      recheck_(parts.loop.timers(), [this] { recheck(); }),
      hints_(settings.hints_max, parts.loop, parts.bus, [this](const Hints::Batch& batch) {
          hear(batch);
      }) {}

void Feed::ask(const JobId& job, Seen seen) {
    auto& record = record_of(job);
    record.asked.push_back(std::move(seen));
    // Not after as long as what nobody asks for.
    if (record.failures > 0)
        record.next_look =
            std::min(record.next_look, loop_.timers().now() + settings_.after_failure);
    schedule(job, record);
}

void Feed::hear(const Hints::Batch& batch) {
    if (batch.overflowed) {
        log::warning("live", "hints were lost: looking at all known jobs");
        for (auto& [job, record] : records_) {
            record.is_dirty = record.is_dirty || !record.has_ended;
            schedule(job, record);
        }
    }
    for (const auto& [job, changed] : batch.jobs) {
        if (!could_hear({.job = job, .owner = owner_of(job), .changed_state = changed})) continue;
        auto& record = record_of(job);
        record.is_dirty = true;
        // Changes of state are few, and people wait for them.
        record.is_urgent = record.is_urgent || changed;
        record.may_be_news = record.may_be_news || changed;
        schedule(job, record);
    }
}

const queue::Owner* Feed::owner_of(const JobId& job) const {
    const auto known = records_.find(job);
    if (known == records_.end()) return nullptr;
    const auto& owner = known->second.owner;
    return owner ? &*owner : nullptr;
}

bool Feed::could_hear(const Hearer::About& about) const {
    return std::ranges::any_of(hearers_, [&](const Hearer* one) { return one->could_hear(about); });
}

bool Feed::is_watched(const JobId& job) const {
    return std::ranges::any_of(hearers_, [&](const Hearer* one) { return one->watches(job); });
}

Feed::Record& Feed::record_of(const JobId& job) {
    if (!recheck_.is_set()) recheck_.in(settings_.recheck);
    const auto [place, is_new] =
        records_.try_emplace(job, loop_.timers(), [this, job] { look(job); });
    place->second.touched = loop_.timers().now();
    return place->second;
}

void Feed::schedule(const JobId& job, Record& record) {
    if (record.is_looking || (!record.is_dirty && record.asked.empty())) return;
    if (record.is_urgent || record.next_look <= loop_.timers().now()) {
        look(job);
    } else {
        record.due.at(record.next_look);
    }
}

void Feed::look(const JobId& job) {
    auto& record = records_.at(job);
    record.due.cancel();
    record.is_looking = true;
    record.is_dirty = false;
    const bool is_urgent = std::exchange(record.is_urgent, false) || !record.asked.empty();
    record.touched = loop_.timers().now();
    record.next_look = record.touched + settings_.step;
    record.asking = std::exchange(record.asked, {});
    const auto found = std::make_shared<std::optional<Look>>();
    const auto detail = record.asking.empty() ? Detail::without_place : Detail::whole;
    errands_.run(
        {.work = [this, job, found, detail] { *found = services_.look(job, detail); },
         .then = [this, job, found](bool done) { land(job, done, std::move(*found)); }},
        is_urgent ? Errands::Haste::now : Errands::Haste::later
    );
}

void Feed::land(const JobId& job, bool done, std::optional<Look> look) {
    auto& record = records_.at(job);
    record.is_looking = false;
    if (done && !look) {
        lose(job);
        return;
    }
    if (look) {
        record.failures = 0;
        record.next_recheck = loop_.timers().now() + recheck_in(look->job);
        show(record, std::make_shared<const Look>(std::move(*look)));
    } else {
        fail(job, record);
    }
    schedule(job, record);
}

// What waits changes by a hint, and there is much of it: seldom, and not all at once.
Milliseconds Feed::recheck_in(const queue::Job& job) const {
    if (job.state == queue::JobState::active) return settings_.recheck;
    const auto half = settings_.recheck_idle / 2;
    const auto share = std::hash<JobId>{}(job.id) % static_cast<std::size_t>(half.count());
    return half + Milliseconds{share};
}

// The store may be down, or this job's row be damaged for good.
void Feed::fail(const JobId& job, Record& record) {
    constexpr std::uint32_t doublings_max = 16;
    const auto wait = settings_.after_failure * (1U << std::min(record.failures, doublings_max));
    ++record.failures;
    record.is_dirty =
        is_watched(job) || (record.may_be_news && record.failures < settings_.failures_max);
    record.is_urgent = false;
    record.next_look = loop_.timers().now() + std::min(wait, settings_.after_failures);
    record.next_recheck = record.next_look;
    answer(record, refuse(Errc::unavailable, "The job cannot be read now; try again."));
}

void Feed::lose(const JobId& job) {
    auto& record = records_.at(job);
    answer(record, std::unexpected(unknown_job()));
    std::ranges::for_each(hearers_, [&](Hearer* one) { one->gone(job); });
    // Whoever was told may have asked again.
    if (record.asked.empty() && !record.is_looking) {
        records_.erase(job);
    } else {
        schedule(job, record);
    }
}

void Feed::answer(Record& record, const Result<Sight>& seen) {
    for (auto& one : std::exchange(record.asking, {}))
        one(seen);
}

void Feed::show(Record& record, const SharedLook& look) {
    const auto now = loop_.timers().now();
    const bool has_ended = queue::is_final(look->job.state);
    const bool is_newer = look->job.seq > record.shown && is_news(record, look->job);
    record.owner = look->job.owner;
    if (is_newer && !has_ended && now < record.next_told) {
        hold_back(record);
        return;
    }
    // An end stays: those who came meanwhile need not wait for another look, and so they hear of
    // it once, after their answer.
    if (has_ended)
        std::ranges::move(std::exchange(record.asked, {}), std::back_inserter(record.asking));
    record.has_ended = has_ended;
    record.shown = std::max(record.shown, look->job.seq);
    record.may_be_news = record.may_be_news && record.is_dirty;
    if (is_newer) record.next_told = record.next_look = now + settings_.step;

    if (is_newer && !has_ended) tell(*look);
    const Sight sight{.look = look, .end_follows = is_newer && has_ended};
    answer(record, sight);
    if (is_newer && has_ended) tell(*look);
}

// Too soon to be told, so whoever asked waits too, lest they hear it twice.
void Feed::hold_back(Record& record) {
    record.is_dirty = true;
    record.is_urgent = false;
    record.next_look = record.next_told;
    std::ranges::move(std::exchange(record.asked, {}), std::back_inserter(record.asking));
    record.asked = std::exchange(record.asking, {});
}

void Feed::tell(const Look& look) {
    const auto notice = notice_of(look, loop_.clock().now());
    std::ranges::for_each(hearers_, [&](Hearer* one) { one->tell(look, notice); });
}

// What is first seen long after its end is history: whoever it concerned has heard of it.
bool Feed::is_news(const Record& record, const queue::Job& job) const {
    if (record.shown != 0 || record.may_be_news || !queue::is_final(job.state)) return true;
    return job.finished_at && loop_.clock().now() - *job.finished_at < settings_.news;
}

void Feed::recheck() {
    const auto now = loop_.timers().now();
    for (auto place = records_.begin(); place != records_.end();) {
        const auto& [job, record] = *place;
        const bool is_idle = !record.is_looking && !record.is_dirty && record.asked.empty();
        const bool is_old = is_idle && now - record.touched >= settings_.kept;
        place = is_old && !is_watched(job) ? records_.erase(place) : std::next(place);
    }
    for (auto& [job, record] : records_) {
        if (record.has_ended || record.is_looking || now < record.next_recheck) continue;
        if (!is_watched(job)) continue;
        record.is_dirty = true;
        schedule(job, record);
    }
    if (!records_.empty()) recheck_.in(settings_.recheck);
}

}  // namespace rollcall::live::jobs
