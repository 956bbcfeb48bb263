#include "app/stores.hpp"

#include "app/embedded_stores.hpp"

namespace rollcall::app {

Result<std::unique_ptr<Stores>> open_stores(const Settings& settings, const StorePlace& place) {
    return EmbeddedStores::open(settings, place);
}

}  // namespace rollcall::app
