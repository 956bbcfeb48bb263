// Sockets that watch the queue: one room for each set of jobs that people may see.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "live/jobs/errands.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {

struct QueueRoomsSettings {
    Milliseconds step{1'000};     // between two `queue_stats` of a room
    Milliseconds recount{2'000};  // without a hint: not every change has one (a pause, a clean)
};

// Used on the io thread only. The loop has stopped before it goes.
class QueueRooms final : public Hearer {
public:
    // All but the settings outlive this.
    struct Parts {
        const Services& services;
        Errands& errands;
        Loop& loop;
        socket_io::Namespace& space;
    };
    QueueRooms(QueueRoomsSettings settings, const Parts& parts)
        : settings_(settings), parts_(parts) {}

    // "queue" for who sees everything, else "queue:" and what is seen.
    static std::string room_of(const access::Principal& who);

    // The counts of the jobs that this person may see, at most `step` old. Who joins the room
    // within `counted` hears every change from there on. Refuses with unavailable.
    using Counted = std::move_only_function<void(const Result<boost::json::object>&)>;
    void ask(const access::Principal& who, Counted counted);

    bool could_hear(const About& about) const override;
    bool watches(const JobId&) const override { return false; }
    void tell(const Look& look, const Notice& notice) override;
    void gone(const JobId& job) override { told_.erase(job); }

private:
    struct Scope {
        Scope(access::Principal person, Timers& timers, std::function<void()> recount)
            : who(std::move(person)), due(timers, std::move(recount)) {}

        access::Principal who;  // stands for everybody in the room
        std::vector<Counted> asked;
        std::optional<boost::json::object> counts;
        std::optional<boost::json::object> told;
        bool is_counting = false;
        bool is_stale = false;
        Timers::Time next_count;
        Timer due;
    };

    Scope& scope_of(const access::Principal& who);
    bool is_watched(const std::string& room) const { return parts_.space.room_size(room) > 0; }
    static bool sees(const Scope& scope, const queue::Owner& owner);
    std::optional<QueueStep> first_untold(const queue::Job& job) const;
    void tell_steps(const Look& look, QueueStep first);
    void recount(const std::string& room);
    void land(const std::string& room, std::optional<boost::json::object> counts);
    void tell_counts(const std::string& room, Scope& scope, const boost::json::object& counts);

    QueueRoomsSettings settings_;
    Parts parts_;
    std::map<std::string, Scope> scopes_;
    Instant since_{};  // somebody watches
    // Of jobs that have not ended; nothing while nobody watches.
    std::unordered_map<JobId, queue::JobState> told_;
};

}  // namespace rollcall::live::jobs
