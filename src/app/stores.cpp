#include "app/stores.hpp"

#include <expected>
#include <memory>
#include <string>

#include "app/embedded_stores.hpp"
#include "app/postgres_stores.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"

namespace rollcall::app {

Result<std::unique_ptr<Stores>> open_stores(const Settings& settings, const StorePlace& place) {
    return settings.shares_stores() ? PostgresStores::open(settings, place)
                                    : EmbeddedStores::open(settings, place);
}

Result<std::string> migrate_stores(const Settings& settings, const std::string& folder) {
    if (settings.shares_stores()) {
        const auto migrated = PostgresStores::migrate(settings);
        if (!migrated) return std::unexpected(migrated.error());
        return database_name(settings.database_url);
    }
    // It is brought up to date whenever it is opened.
    event::Bus bus;
    const auto stores = EmbeddedStores::open(settings, {folder, bus});
    if (!stores) return std::unexpected(stores.error());
    return (*stores)->name();
}

}  // namespace rollcall::app
