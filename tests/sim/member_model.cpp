#include "tests/sim/member_model.hpp"

#include "base/mode.hpp"
#include "check/chunk.hpp"
#include "load/tally.hpp"
#include "tests/sim/made_file.hpp"

namespace rollcall::sim {

load::Outcome MemberModel::apply(const MadeRow& row, const Rules& rules) {
    if (row.verdict == check::Verdict::invalid) return load::Outcome::invalid;
    if (row.verdict == check::Verdict::duplicate) return load::Outcome::duplicate;
    const KnownMember said{.firstname = row.firstname, .surname = row.surname, .ward = row.ward};
    const auto known = members_.find(row.id);
    if (known == members_.end()) {
        if (rules.mode == Mode::update) return load::Outcome::skipped;
        if (!rules.dry_run) members_.emplace(row.id, said);
        return load::Outcome::inserted;
    }
    if (rules.mode == Mode::insert) return load::Outcome::skipped;
    if (known->second == said) return load::Outcome::unchanged;
    if (!rules.dry_run) known->second = said;
    return load::Outcome::updated;
}

}  // namespace rollcall::sim
