// What a job left among the members themselves, counted there and not in the ledger.
#pragma once

#include <cstdint>

namespace rollcall::load {

struct MemberCounts {
    std::uint64_t created = 0;  // members that the job created and that are still there
    std::uint64_t changed = 0;  // its rows whose old and new values were kept

    bool operator==(const MemberCounts&) const = default;
};

}  // namespace rollcall::load
