// A job as it stands, and how one comes to know.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/json/object.hpp>

#include "access/policy.hpp"
#include "access/principal.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {

// The truth about a job at one moment, in the forms in which it is told.
struct Look {
    queue::Job job;
    queue::JobState shown = queue::JobState::waiting;  // `paused` where the queue is
    boost::json::object status;                        // as GET /status has it
    boost::json::object line;                          // as GET /queue/jobs has it
};
using SharedLook = std::shared_ptr<const Look>;

// A place in the queue is counted only for who asked: that may be a count of all that wait.
enum class Detail : std::uint8_t { without_place, whole };

// What `app` gives: called on storage threads; they may block and throw.
struct Services {
    // Nothing when there is no such job.
    std::function<std::optional<Look>(const JobId&, Detail)> look;
    // As GET /queue/stats has it, over the jobs that this person may see.
    std::function<boost::json::object(const access::Principal&)> counts;
};

inline access::Belongs belongs(const queue::Owner& owner) {
    return {
        .user_id = owner.user_id,
        .province_code = owner.province_code,
        .municipality_code = owner.municipality_code};
}

// What is not there and what one may not see look the same.
inline Error unknown_job() {
    return {Errc::not_found, "There is no such job that you may see.", {}};
}

}  // namespace rollcall::live::jobs
