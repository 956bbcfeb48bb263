#include "load/sqlite/count_members.hpp"

#include <cstdint>

#include "base/ids.hpp"
#include "db/sqlite/connection.hpp"
#include "load/member_counts.hpp"
#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {

MemberCounts count_members(db::sqlite::Store& store, const JobId& job) {
    return store.read([&](db::sqlite::Connection& connection) {
        auto query = connection.prepare(statements::count_members);
        query.bind(1, job.text()).step();
        return MemberCounts{
            static_cast<std::uint64_t>(query.integer(0)),
            static_cast<std::uint64_t>(query.integer(1))};
    });
}

}  // namespace rollcall::load::sqlite
