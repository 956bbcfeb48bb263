#include "live/jobs/job_rooms.hpp"

#include <functional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "live/engine_io/session.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {
namespace {

engine_io::ReplaceKey replace_key(const JobId& job) {
    const auto key = std::hash<JobId>{}(job);
    return key == 0 ? 1 : key;
}

}  // namespace

std::string room_of_job(const JobId& job) {
    return "bulk_upload_job:" + job.text();
}

std::string room_of_user(std::string_view user_id) {
    return "user:" + std::string(user_id);
}

bool JobRooms::could_hear(const About& about) const {
    if (space_.size() == 0) return false;
    return about.owner == nullptr || space_.room_size(room_of_user(about.owner->user_id)) > 0 ||
           watches(about.job);
}

bool JobRooms::watches(const JobId& job) const {
    return space_.room_size(room_of_job(job)) > 0;
}

void JobRooms::tell(const Look& look, const Notice& notice) {
    const socket_io::Audience audience{
        .rooms = {room_of_job(look.job.id), room_of_user(look.job.owner.user_id)}, .except = {}};
    socket_io::EmitOptions options;
    if (!notice.is_final) options.replace_key = replace_key(look.job.id);
    space_.emit(audience, notice.event, {.values = {notice.data}, .attachments = {}}, options);
}

}  // namespace rollcall::live::jobs
