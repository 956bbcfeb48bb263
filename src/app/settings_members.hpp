// The table [members] of the file of settings: an organisation's own table of members.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "app/settings.hpp"
#include "base/result.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::app {

// Refuses with validation_error what is missing, unknown or of the wrong type, by its name. Whether
// the database has such a table is for load::postgres::check_mapping.
Result<load::postgres::Mapping> read_members(const toml::node& members);

// As lines of show_settings, by their names in the file.
std::vector<std::pair<std::string, std::string>> show_members(const load::postgres::Mapping& mapping
);

}  // namespace rollcall::app
