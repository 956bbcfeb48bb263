#include "load/sqlite/geography.hpp"

#include <utility>

#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {

SqliteGeography::SqliteGeography(db::sqlite::Store& store) : store_(store) {
    reload();
}

void SqliteGeography::reload() {
    auto wards = store_.read([](db::sqlite::Connection& connection) {
        Wards found;
        auto rows = connection.prepare(statements::read_wards);
        while (rows.step())
            found.emplace(rows.text(0), Ward{std::string(rows.text(1)), std::string(rows.text(2))});
        return found;
    });
    wards_.with([&](Wards& held) { held = std::move(wards); });
}

bool SqliteGeography::known() const {
    return wards_.with([](const Wards& wards) { return !wards.empty(); });
}

std::optional<check::Geography::Ward> SqliteGeography::find(std::string_view ward_code) const {
    return wards_.with([&](const Wards& wards) -> std::optional<Ward> {
        const auto found = wards.find(ward_code);
        if (found == wards.end()) return std::nullopt;
        return found->second;
    });
}

}  // namespace rollcall::load::sqlite
