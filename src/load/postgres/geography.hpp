// The imported wards, kept in memory: every row of every upload asks for one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"
#include "check/area.hpp"
#include "db/postgres/store.hpp"

namespace rollcall::load::postgres {

// Safe from any thread.
class PostgresGeography final : public check::Geography {
public:
    // Needs: the tables of `migrations()`. Throws PostgresFailure.
    explicit PostgresGeography(db::postgres::Store& store);

    // Reads the wards anew, after an import.
    void reload();

    bool known() const override;
    std::optional<Ward> find(std::string_view ward_code) const override;

private:
    struct Hash {
        using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Wards = std::unordered_map<std::string, Ward, Hash, std::equal_to<>>;

    db::postgres::Store& store_;
    Guarded<Wards> wards_;
};

}  // namespace rollcall::load::postgres
