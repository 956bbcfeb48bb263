// Sockets that hear of a job: those in its room, and its owner's.
#pragma once

#include <string>

#include "access/principal.hpp"
#include "base/ids.hpp"
#include "live/jobs/feed.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

std::string room_of_job(const JobId& job);
std::string room_of_user(std::string_view user_id);

class JobRooms final : public Hearer {
public:
    // `space` outlives this.
    explicit JobRooms(socket_io::Namespace& space) : space_(space) {}

    bool could_hear(const About& about) const override;
    bool watches(const JobId& job) const override;
    void tell(const Look& look, const Notice& notice) override;

private:
    socket_io::Namespace& space_;
};

}  // namespace rollcall::live::jobs
