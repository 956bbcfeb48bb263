#include "app/ended_job.hpp"

#include <expected>
#include <string>
#include <utility>

#include "app/stores.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"

namespace rollcall::app {

Result<queue::Job> ended_job(Stores& stores, const std::string& id) {
    const auto parsed = JobId::parse(id);
    if (!parsed) return std::unexpected(parsed.error());
    auto job = stores.queue().find(*parsed);
    if (!job) return refuse(Errc::not_found, "there is no " + id + " in " + stores.name());
    if (!queue::is_final(job->state)) {
        return refuse(Errc::wrong_state, id + " has not ended yet");
    }
    return *std::move(job);
}

}  // namespace rollcall::app
