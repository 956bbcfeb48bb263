// What `rollcall doctor` asks of PostgreSQL.
#pragma once

#include <vector>

#include "app/diagnosis.hpp"
#include "app/settings.hpp"

namespace rollcall::app {

// Changes nothing. Throws PostgresFailure when the server is out of reach.
std::vector<Diagnosis> look_at_postgres(const Settings& settings);

}  // namespace rollcall::app
