#include "load/postgres/count_members.hpp"

#include <cstdint>

#include "base/ids.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {

MemberCounts count_members(db::postgres::Store& store, const JobId& job) {
    return store.read([&](db::postgres::Connection& connection) {
        auto& query = connection.prepared(statements::count_members);
        query.bind(1, job.text()).step();
        return MemberCounts{
            static_cast<std::uint64_t>(query.integer(0)),
            static_cast<std::uint64_t>(query.integer(1))};
    });
}

}  // namespace rollcall::load::postgres
