// What `rollcall doctor` asks of PostgreSQL.
#pragma once

#include <string_view>
#include <vector>

#include "app/diagnosis.hpp"
#include "app/settings.hpp"
#include "db/postgres/way.hpp"

namespace rollcall::app {

// What can be lived with until it is mended: the stores are looked into all the same.
inline constexpr std::string_view way_subject = "way to the database";

// Whether others on the way could read or change what goes there.
Diagnosis judge_way(const db::postgres::Way& way);

// Changes nothing. Throws PostgresFailure when the server is out of reach.
std::vector<Diagnosis> look_at_postgres(const Settings& settings);

}  // namespace rollcall::app
