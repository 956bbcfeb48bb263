// What we keep for a connected socket: whose it is, what it follows, and how much it asks.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "live/bucket.hpp"
#include "live/jobs/deadline.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/queue_rooms.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

struct SubscriberSettings {
    Bucket::Rule events{.per_second = 20, .burst = 100};
    std::size_t subscriptions_max = 200;
};

class Subscriber final : public socket_io::Listener {
public:
    // All outlive the subscriber.
    struct Parts {
        const SubscriberSettings& settings;
        Feed& feed;
        QueueRooms& queue;
        Loop& loop;
        Guests& guests;
    };
    Subscriber(socket_io::Socket& socket, access::Principal who, const Parts& parts);

    // Whose socket it is, and how far that reaches: what a recovered socket has to show again, so
    // that its rooms need not be judged anew (a job's owner never changes).
    std::string identity() const override;
    void connected() override;
    void event(std::string_view name, socket_io::Arguments arguments, socket_io::Ack ack) override;

private:
    using Verb = void (Subscriber::*)(const socket_io::Arguments&, socket_io::Ack);
    static Verb verb_of(std::string_view name);

    void show_token();
    void become(access::Principal who);

    void subscribe(const socket_io::Arguments& arguments, socket_io::Ack ack);
    void unsubscribe(const socket_io::Arguments& arguments, socket_io::Ack ack);
    void subscribe_queue(const socket_io::Arguments& arguments, socket_io::Ack ack);
    void unsubscribe_queue(const socket_io::Arguments& arguments, socket_io::Ack ack);

    void follow(const JobId& job, socket_io::Ack ack);
    void watch_queue(socket_io::Ack ack);
    Result<void> join(const JobId& job, const Result<Feed::Sight>& sight);
    void tell_end(const Look& look);
    void take_up_rooms();

    socket_io::Socket& socket_;
    access::Principal who_;
    const Parts parts_;
    Bucket events_;
    std::set<JobId> wanted_;  // followed, or about to be
    bool wants_queue_ = false;
    Deadline expiry_;
    Guests::Guest guest_;
    // Answers may come when the socket is gone.
    const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace rollcall::live::jobs
