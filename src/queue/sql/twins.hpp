// The statements that the two databases need in words of their own. Each of postgres/*.sql says
// why.
#pragma once

#include "db/database.hpp"
#include "queue/sql/postgres/statements.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql::twins {

inline constexpr db::Twins claim{
    .sqlite = statements::claim,
    .postgres = postgres::statements::claim};
inline constexpr db::Twins load{.sqlite = statements::load, .postgres = postgres::statements::load};
inline constexpr db::Twins position{
    .sqlite = statements::position,
    .postgres = postgres::statements::position};

}  // namespace rollcall::queue::sql::twins
