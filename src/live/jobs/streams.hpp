// Server-sent events: what happens to one job, for who asked by plain HTTP.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "live/front.hpp"
#include "live/jobs/feed.hpp"
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
    // Both outlive this.
    Streams(StreamsSettings settings, Feed& feed, Loop& loop)
        : settings_(settings), feed_(feed), loop_(loop) {}

    // A `snapshot` first, then events until the job or the token ends. `waker` outlives the
    // stream. Refuses with unavailable when there are too many, and with rate_limit_exceeded when
    // this person has too many.
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
    Feed& feed_;
    Loop& loop_;
    bool is_shut_ = false;
    std::size_t count_ = 0;
    std::map<std::string, std::size_t> by_user_;  // how many
    std::map<JobId, std::set<EventStream*>> by_job_;
};

}  // namespace rollcall::live::jobs
