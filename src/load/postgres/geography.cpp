#include "load/postgres/geography.hpp"

#include <utility>

#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {

PostgresGeography::PostgresGeography(db::postgres::Store& store) : store_(store) {
    reload();
}

void PostgresGeography::reload() {
    auto wards = store_.read([](db::postgres::Connection& connection) {
        Wards found;
        auto& rows = connection.prepared(statements::read_wards);
        while (rows.step())
            found.emplace(rows.text(0), Ward{std::string(rows.text(1)), std::string(rows.text(2))});
        return found;
    });
    wards_.with([&](Wards& held) { held = std::move(wards); });
}

bool PostgresGeography::known() const {
    return wards_.with([](const Wards& wards) { return !wards.empty(); });
}

std::optional<check::Geography::Ward> PostgresGeography::find(std::string_view ward_code) const {
    return wards_.with([&](const Wards& wards) -> std::optional<Ward> {
        const auto found = wards.find(ward_code);
        if (found == wards.end()) return std::nullopt;
        return found->second;
    });
}

}  // namespace rollcall::load::postgres
