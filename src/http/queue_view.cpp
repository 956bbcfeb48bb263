#include "http/queue_view.hpp"

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "queue/queue.hpp"

namespace rollcall::http {

queue::Scope scope_of(const access::Principal& who) {
    switch (who.role) {
        case access::Role::super_admin:
        case access::Role::national_admin: return {};
        case access::Role::province_admin:
            return {.user_id = {}, .province_code = who.province_code, .municipality_code = {}};
        case access::Role::municipality_admin: break;
    }
    return {
        .user_id = who.user_id, .province_code = {}, .municipality_code = who.municipality_code};
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
