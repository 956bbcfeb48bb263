// What the members table must hold: the plain rules of an upsert, applied to every row once, in the
// order in which chunks were committed. Knows nothing of load/.
#pragma once

#include <map>
#include <string>

#include "base/mode.hpp"
#include "load/tally.hpp"
#include "tests/sim/made_file.hpp"

namespace rollcall::sim {

struct KnownMember {
    std::string firstname;
    std::string surname;
    std::string ward;
    bool operator==(const KnownMember&) const = default;
};
using KnownMembers = std::map<std::string, KnownMember>;  // by ID number

class MemberModel {
public:
    struct Rules {
        Mode mode = Mode::upsert;
        bool dry_run = false;
    };

    // What must become of the row; the members are then as they must be.
    load::Outcome apply(const MadeRow& row, const Rules& rules);
    const KnownMembers& members() const { return members_; }

private:
    KnownMembers members_;
};

}  // namespace rollcall::sim
