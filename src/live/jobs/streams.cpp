#include "live/jobs/streams.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "access/policy.hpp"
#include "access/principal.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "live/front.hpp"
#include "live/jobs/deadline.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/waker.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {
namespace {

std::string event_text(std::string_view event, std::uint64_t seq, const boost::json::object& data) {
    return fmt::format("event: {}\nid: {}\ndata: {}\n\n", event, seq, boost::json::serialize(data));
}

}  // namespace

class Streams::EventStream final : public Stream {
public:
    EventStream(Streams& house, Following following, access::Principal who, Waker& waker)
        : house_(house),
          following_(std::move(following)),
          who_(std::move(who)),
          waker_(waker),
          expiry_(house.parts_.loop, house.parts_.guests.until(who_), [this] { end(); }),
          guest_(house.parts_.guests, [this] { show_token(); }) {
        house_.by_job_[following_.job].insert(this);
        ++house_.count_;
        ++house_.by_user_[who_.user_id];
        expiry_.wait();
        house_.parts_.feed.ask(
            following_.job,
            [this, alive = std::weak_ptr<bool>(alive_)](const Result<Feed::Sight>& sight) {
                if (!alive.expired()) begin(sight);
            }
        );
    }
    ~EventStream() override {
        --house_.count_;
        const auto count = house_.by_user_.find(who_.user_id);
        if (--count->second == 0) house_.by_user_.erase(count);
        const auto place = house_.by_job_.find(following_.job);
        place->second.erase(this);
        if (place->second.empty()) house_.by_job_.erase(place);
    }

    void take(std::string& into) override {
        into += std::exchange(text_, {});
        into += std::exchange(progress_, {});
    }
    bool has_ended() const override { return has_ended_; }

    // Progress gives way to later progress while it waits, so a slow reader costs no memory.
    void tell(const Notice& notice, const std::string& text) {
        if (has_ended_ || !has_begun_) return;
        if (!notice.is_final) {
            progress_ = text;
            waker_.wake();
            return;
        }
        text_ += std::exchange(progress_, {}) + text;
        end();
    }
    void end() {
        has_ended_ = true;
        waker_.wake();
    }

private:
    void begin(const Result<Feed::Sight>& sight) {
        // The client comes back, and hears from the route what is the matter.
        if (!sight) return end();
        const auto& look = *sight->look;
        owner_ = look.job.owner;
        if (!may_see()) return end();
        has_begun_ = true;
        text_ += event_text("snapshot", look.job.seq, look.status);
        waker_.wake();
        if (!queue::is_final(look.job.state) || sight->end_follows) return;
        const auto notice = notice_of(look, house_.parts_.loop.clock().now());
        tell(notice, event_text(notice.event, notice.seq, notice.data));
    }

    void show_token() {
        auto who = house_.parts_.guests.admit(following_.token);
        // A store that does not answer says nothing about anybody.
        if (!who && who.error().code == Errc::unavailable) return;
        if (who) who_ = *std::move(who);
        if (!who || (has_begun_ && !may_see())) end();
    }
    bool may_see() const { return access::may(who_, access::Action::see_job, belongs(owner_)); }

    Streams& house_;
    const Following following_;
    access::Principal who_;
    queue::Owner owner_;  // of the job, once it has begun
    Waker& waker_;
    std::string text_;
    std::string progress_;
    bool has_begun_ = false;
    bool has_ended_ = false;
    Deadline expiry_;
    Guests::Guest guest_;
    const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

Result<std::unique_ptr<Stream>> Streams::follow(const Following& following, Waker& waker) {
    if (is_shut_ || count_ >= settings_.streams_max) {
        return refuse(Errc::unavailable, "Too many follow jobs here; ask for the status instead.");
    }
    // The route let them in a while ago, on another thread.
    auto who = parts_.guests.admit(following.token);
    if (!who) return std::unexpected(std::move(who.error()));
    const auto mine = by_user_.find(who->user_id);
    if (mine != by_user_.end() && mine->second >= settings_.streams_per_user_max) {
        return refuse(Errc::rate_limit_exceeded, "You follow too many jobs; end some streams.");
    }
    return std::make_unique<EventStream>(*this, following, *std::move(who), waker);
}

// Ending a stream only wakes its holder, so none goes while it is told.
template <class Use>
void Streams::with_each(const JobId& job, const Use& use) {
    const auto place = by_job_.find(job);
    if (place == by_job_.end()) return;
    for (auto* stream : place->second)
        use(*stream);
}

void Streams::shut_down() {
    is_shut_ = true;
    for (const auto& [job, streams] : by_job_)
        with_each(job, [](EventStream& stream) { stream.end(); });
}

void Streams::tell(const Look& look, const Notice& notice) {
    if (!watches(look.job.id)) return;
    const auto text = event_text(notice.event, notice.seq, notice.data);
    with_each(look.job.id, [&](EventStream& stream) { stream.tell(notice, text); });
}

void Streams::gone(const JobId& job) {
    with_each(job, [](EventStream& stream) { stream.end(); });
}

}  // namespace rollcall::live::jobs
