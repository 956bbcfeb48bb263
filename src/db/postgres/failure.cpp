#include "db/postgres/failure.hpp"

namespace rollcall::db::postgres {

bool PostgresFailure::may_pass_again() const {
    return sqlstate_ == "40001" || sqlstate_ == "40P01" || sqlstate_ == "55P03";
}

bool PostgresFailure::connection_lost() const {
    // 57P01 to 57P03: the server stops, crashed, or starts; 25P03: idle in a transaction too long.
    return sqlstate_.empty() || sqlstate_.starts_with("08") || sqlstate_.starts_with("57P") ||
           sqlstate_ == "25P03";
}

bool PostgresFailure::forbids_row() const {
    return sqlstate_.starts_with("23") || sqlstate_.starts_with("22") ||
           sqlstate_.starts_with("P0") || sqlstate_ == "44000";
}

}  // namespace rollcall::db::postgres
