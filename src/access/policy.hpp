// The one table of who may do what to whose job.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "access/principal.hpp"

namespace rollcall::access {

enum class Action : std::uint8_t {
    upload,
    see_job,     // status, rows, logs, report, corrections
    change_job,  // retry, cancel
    see_queue,   // counts and lists, of what one may see
    run_queue,   // pause, resume, clean
    sign_out,    // of one's own session
    run_users,   // add, disable, change
    run_geography,
};

// The job's owner and area, as its record has them.
struct Belongs {
    std::string_view user_id;
    std::string_view province_code;
    std::string_view municipality_code;
};

// Whose jobs somebody sees beside their own: all, or those of one area.
struct Reach {
    bool everything = false;
    std::string province_code = {};      // empty: of no whole province
    std::string municipality_code = {};  // empty: of no municipality
};

// super_admin and national_admin: everything; province_admin: its province; municipality_admin: its
// municipality. Lists, counts and rooms ask for what `may` allows by this, but that a province's
// leave out what its admin uploaded elsewhere before: that is seen by its id, and in the history.
Reach reach_of(const Principal& who);

// Whether the role may do this at all; run_queue: super_admin and national_admin; run_users
// and run_geography: super_admin.
bool may(Role role, Action action);

// Whether it may be done to this job: one's own always, others' as far as one reaches.
bool may(const Principal& who, Action action, const Belongs& job);

// Whether one reaches as far as the job does, which goes on as what its owner was at upload: the
// role that its record has, in the area that it has. One of no role that there is reaches nothing.
bool reaches_as_far(const Principal& who, std::string_view owner_role, const Belongs& job);

}  // namespace rollcall::access
