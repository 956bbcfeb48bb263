// The one table of who may do what to whose job.
#pragma once

#include <cstdint>
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

// Whether the role may do this at all; run_queue: super_admin and national_admin; run_users
// and run_geography: super_admin.
bool may(Role role, Action action);

// Whether it may be done to this job: one's own always; super_admin and national_admin all;
// province_admin those of its province; municipality_admin those of its municipality.
bool may(const Principal& who, Action action, const Belongs& job);

}  // namespace rollcall::access
