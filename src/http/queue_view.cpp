#include "http/queue_view.hpp"

#include <utility>

#include <boost/json/object.hpp>

#include "access/policy.hpp"
#include "access/principal.hpp"
#include "queue/queue.hpp"

namespace rollcall::http {

queue::Scope scope_of(const access::Principal& who) {
    auto reach = access::reach_of(who);
    if (reach.everything) return {};
    if (!reach.province_code.empty()) {
        return {
            .user_id = {},
            .province_code = std::move(reach.province_code),
            .municipality_code = {}};
    }
    // A scope of nothing would be everything: one's own are always in it.
    return {
        .user_id = who.user_id,
        .province_code = {},
        .municipality_code = std::move(reach.municipality_code)};
}

boost::json::object counts_view(const queue::Counts& counts) {
    return {
        {"waiting", counts.waiting},
        {"active", counts.active},
        {"completed", counts.completed},
        {"failed", counts.failed},
        {"delayed", counts.delayed},
        {"paused", counts.paused},
        {"cancelled", counts.cancelled},
        {"total", counts.total()},
    };
}

}  // namespace rollcall::http
