#include "live/jobs/abroad.hpp"

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "base/result.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"

namespace rollcall::live::jobs {

void Abroad::opened() {
    // The room of those who see everything; whom else they let see the queue is theirs to decide.
    access::Principal everybody;
    everybody.role = access::Role::national_admin;
    queue_.ask(everybody, [](const Result<boost::json::object>&) {});
}

bool Abroad::could_hear(const About& /*about*/) const {
    return is_open();
}

void Abroad::tell(const Look& look, const Notice& notice) {
    if (!is_open()) return;
    jobs_.tell(look, notice);
    queue_.tell(look, notice);
}

}  // namespace rollcall::live::jobs
