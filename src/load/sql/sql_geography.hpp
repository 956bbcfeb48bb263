// The geography over a database's tables.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/guarded.hpp"
#include "db/database.hpp"
#include "load/geography_store.hpp"

namespace rollcall::load::sql {

// Told of an import within its own transaction: when this throws, the list of before stays.
using Imported = std::function<void(db::Session&, const GeographySource&, const GeographyImport&)>;

// Needs: the tables of the dialect's `migrations()`. Time is the database's.
class SqlGeography final : public GeographyStore {
public:
    // The database outlives it.
    explicit SqlGeography(db::Database& database, Imported imported = {})
        : database_(database), imported_(std::move(imported)) {}

    std::shared_ptr<const check::Geography> current() override;
    std::optional<GeographyFacts> facts() override;
    GeographyChange compare(const check::geography::PlaceList& list) override;
    GeographyChange replace(const check::geography::PlaceList& list, const GeographySource& source)
        override;

private:
    struct Held {
        std::int64_t version = -1;
        std::shared_ptr<const check::Geography> geography;
    };

    db::Database& database_;
    const Imported imported_;
    Guarded<Held> held_;
};

}  // namespace rollcall::load::sql
