// Somebody who showed a valid token.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace rollcall::access {

enum class Role : std::uint8_t { super_admin, national_admin, province_admin, municipality_admin };

inline constexpr std::array<std::string_view, 4> role_names{
    "super_admin",
    "national_admin",
    "province_admin",
    "municipality_admin"};

constexpr std::string_view to_string(Role role) {
    return role_names[static_cast<std::size_t>(role)];
}
// Any case; also "provincial_admin" and "municipal_admin".
std::optional<Role> parse_role(std::string_view name);

// The queue priority of what this role uploads: 1, 3, 5, 10.
int priority_of(Role role);

// Of somebody who signed in at this installation, as one of its own users.
struct SignedIn {
    std::string token_id;    // `jti`: the session's id, a dot, and the how manieth token it is
    std::int64_t epoch = 0;  // of the user's account when the token was made

    std::string_view session() const {
        return std::string_view(token_id).substr(0, token_id.find('.'));
    }
};

struct Principal {
    std::string user_id = {};
    std::string email = {};
    Role role = Role::municipality_admin;
    std::string province_code = {};      // "GP" of a province's or municipality's role, else empty
    std::string municipality_code = {};  // of a municipality's role, else empty
    // When the token ends, the rules' leeway not counted.
    Instant expires_at = Instant::max();
    std::optional<SignedIn> signed_in = std::nullopt;  // nothing: a token from elsewhere
    // The token is of this installation's own secret, as `rollcall token` makes them.
    bool by_our_secret = false;
};

}  // namespace rollcall::access
