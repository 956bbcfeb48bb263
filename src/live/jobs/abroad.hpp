// Sockets of servers that are not ours hear of jobs in the rooms in which ours do.
#pragma once

#include "base/ids.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/job_rooms.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/jobs/queue_rooms.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

// Used on the io thread only.
class Abroad final : public Hearer {
public:
    // `parts.space` is theirs; all but the settings outlive this.
    Abroad(QueueRoomsSettings settings, const QueueRooms::Parts& parts)
        : space_(parts.space), jobs_(parts.space), queue_(settings, parts) {}

    // Somebody listens from here on.
    void opened();

    bool could_hear(const About& about) const override;
    // Who asked for which job is not known here: hints have to do.
    bool watches(const JobId&) const override { return false; }
    void tell(const Look& look, const Notice& notice) override;
    void gone(const JobId& job) override { queue_.gone(job); }

private:
    bool is_open() const { return space_.size() > 0; }

    socket_io::Namespace& space_;
    JobRooms jobs_;
    QueueRooms queue_;
};

}  // namespace rollcall::live::jobs
