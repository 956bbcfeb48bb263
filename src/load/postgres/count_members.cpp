#include "load/postgres/count_members.hpp"

#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"
#include "load/postgres/mapping.hpp"
#include "load/postgres/member_table.hpp"

namespace rollcall::load::postgres {

MemberCounts
count_members(db::postgres::Store& store, const JobId& job, const std::optional<Mapping>& mapping) {
    return store.read([&](db::postgres::Connection& connection) {
        const auto table = mapping ? mapped_table(connection, *mapping) : own_table();
        auto& query = connection.prepared(table.count);
        query.bind(1, job.text()).step();
        return MemberCounts{
            static_cast<std::uint64_t>(query.integer(0)),
            static_cast<std::uint64_t>(query.integer(1))};
    });
}

}  // namespace rollcall::load::postgres
