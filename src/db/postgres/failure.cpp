#include "db/postgres/failure.hpp"

#include <string>
#include <string_view>

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

std::string PostgresFailure::words() const {
    constexpr std::string_view said = "postgresql: ";
    std::string_view words = what();
    if (const auto at = words.find(said); at != std::string_view::npos) {
        words.remove_prefix(at + said.size());
    }
    const auto code = " [" + sqlstate_ + "]";
    if (words.ends_with(code)) words.remove_suffix(code.size());
    return std::string(words);
}

}  // namespace rollcall::db::postgres
