// Server-sent events: what happens to one job, for who asked by plain HTTP.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "live/front.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/guests.hpp"
#include "live/loop.hpp"
#include "live/waker.hpp"

namespace rollcall::live::jobs {

struct StreamsSettings {
    std::size_t streams_max = 2'000;
    std::size_t streams_per_user_max = 50;
};

// Used on the io thread only. The loop has stopped before it goes, and its streams before it.
class Streams final : public Hearer {
public:
    // All of it outlives this.
    struct Parts {
        Feed& feed;
        Loop& loop;
        Guests& guests;
    };
    Streams(StreamsSettings settings, const Parts& parts) : settings_(settings), parts_(parts) {}

    // A `snapshot` first, then events until the job or the token ends, or may not be seen any more.
    // `waker` outlives the stream. Refuses as Guests::admit, with unavailable when there are too
    // many, and with rate_limit_exceeded when this person has too many.
    Result<std::unique_ptr<Stream>> follow(const Following& following, Waker& waker);
    // Ends every stream.
    void shut_down();

    bool could_hear(const About& about) const override { return watches(about.job); }
    bool watches(const JobId& job) const override { return by_job_.contains(job); }
    void tell(const Look& look, const Notice& notice) override;
    void gone(const JobId& job) override;

private:
    class EventStream;
    template <class Use>
    void with_each(const JobId& job, const Use& use);

    StreamsSettings settings_;
    const Parts parts_;
    bool is_shut_ = false;
    std::size_t count_ = 0;
    std::map<std::string, std::size_t> by_user_;  // how many
    std::map<JobId, std::set<EventStream*>> by_job_;
};

}  // namespace rollcall::live::jobs
