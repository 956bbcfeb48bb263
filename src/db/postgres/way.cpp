#include "db/postgres/way.hpp"

#include <algorithm>
#include <memory>
#include <ranges>
#include <string_view>

#include <libpq-fe.h>

namespace rollcall::db::postgres {
namespace {

bool is_here(std::string_view host) {
    return host.empty() || host.starts_with('/') || host == "localhost" || host == "::1" ||
           host.starts_with("127.");
}

}  // namespace

Way way_of(const Connection& connection) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfo(connection.handle()), PQconninfoFree
    );
    Way way;
    std::string address;
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->val == nullptr) continue;
        const std::string_view keyword = option->keyword;
        if (keyword == "host") way.host = option->val;
        if (keyword == "hostaddr") address = option->val;
        if (keyword == "sslmode") way.sslmode = option->val;
    }
    // Where both stand, this is where the connection goes.
    if (!address.empty()) way.host = address;
    return way;
}

bool is_local(const Way& way) {
    return std::ranges::all_of(std::views::split(way.host, ','), [](const auto& host) {
        return is_here(std::string_view(host.begin(), host.end()));
    });
}

}  // namespace rollcall::db::postgres
