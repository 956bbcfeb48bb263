// The feed: looks at jobs that may have changed and tells who hears of them what is true now.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "live/jobs/errands.hpp"
#include "live/jobs/hints.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/loop.hpp"
#include "live/timers.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {

// Somebody who may hear of jobs. Used on the io thread only.
class Hearer {
public:
    Hearer() = default;
    Hearer(const Hearer&) = delete;
    Hearer& operator=(const Hearer&) = delete;
    virtual ~Hearer() = default;

    // What is known of a job before one looks at it.
    struct About {
        const JobId& job;
        const queue::Owner* owner = nullptr;  // null: not known yet
        bool changed_state = false;
    };
    virtual bool could_hear(const About& about) const = 0;
    // Whether somebody asked for this very job: then it is looked at also without a hint.
    virtual bool watches(const JobId& job) const = 0;

    virtual void tell(const Look& look, const Notice& notice) = 0;
    // There is no such job any more.
    virtual void gone(const JobId& job) { static_cast<void>(job); }
};

struct FeedSettings {
    Milliseconds step{100};  // between two progress events of a job
    // How often watched jobs are looked at without a hint: those that run, and others.
    Milliseconds recheck{1'000};
    Milliseconds recheck_idle{10'000};
    // A look that failed is tried again, after ever longer times.
    Milliseconds after_failure{1'000};
    Milliseconds after_failures{60'000};
    std::uint32_t failures_max = 8;  // in a row, at a job that nobody watches
    // A job that is first seen ended so lately may have ended unheard of.
    Milliseconds news{10'000};
    Milliseconds kept{60'000};  // longer than `news`: what was told is remembered
    std::size_t hints_max = 10'000;
};

// Used on the io thread only. The loop has stopped before it goes.
class Feed {
public:
    // All but the settings outlive the feed.
    struct Parts {
        const Services& services;
        Errands& errands;
        Loop& loop;
        event::Bus& bus;
    };
    Feed(FeedSettings settings, const Parts& parts);

    // Outlives the feed's work. Before the first hint.
    void add(Hearer& hearer) { hearers_.push_back(&hearer); }

    struct Sight {
        SharedLook look;
        bool end_follows = false;  // the job's end is told to every hearer right after this
    };
    // `seen` hears of a look that began after this call; all but the job's end was told to the
    // hearers before: who joins the job's room within `seen` misses nothing and hears nothing
    // twice. Refuses with not_found and, when the store broke, unavailable.
    using Seen = std::move_only_function<void(const Result<Sight>&)>;
    void ask(const JobId& job, Seen seen);

private:
    struct Record {
        Record(Timers& timers, std::function<void()> look) : due(timers, std::move(look)) {}

        std::uint64_t shown = 0;  // the seq that was told last; 0: none
        std::optional<queue::Owner> owner;
        bool has_ended = false;
        bool is_looking = false;
        bool is_dirty = false;
        bool is_urgent = false;      // looked at without waiting for `next_look`, and before others
        bool may_be_news = false;    // a hint said that the state changed
        std::vector<Seen> asked;     // wait for the next look
        std::vector<Seen> asking;    // … for the one that is under way
        std::uint32_t failures = 0;  // in a row
        Timers::Time next_look;
        Timers::Time next_recheck;
        Timers::Time next_told;
        Timers::Time touched;
        Timer due;
    };

    void hear(const Hints::Batch& batch);
    const queue::Owner* owner_of(const JobId& job) const;
    bool could_hear(const Hearer::About& about) const;
    bool is_watched(const JobId& job) const;
    Record& record_of(const JobId& job);
    void schedule(const JobId& job, Record& record);
    void look(const JobId& job);
    void land(const JobId& job, bool done, std::optional<Look> look);
    void lose(const JobId& job);
    void fail(const JobId& job, Record& record);
    static void answer(Record& record, const Result<Sight>& seen);
    void show(Record& record, const SharedLook& look);
    void hold_back(Record& record);
    void tell(const Look& look);
    bool is_news(const Record& record, const queue::Job& job) const;
    Milliseconds recheck_in(const queue::Job& job) const;
    void recheck();

    FeedSettings settings_;
    const Services& services_;
    Errands& errands_;
    Loop& loop_;
    std::vector<Hearer*> hearers_;
    // Entries go in `recheck` and `land` only, never while one is told of.
    std::unordered_map<JobId, Record> records_;
    Timer recheck_;
    Hints hints_;
};

}  // namespace rollcall::live::jobs
