#include "access/principal.hpp"

#include "base/text.hpp"

namespace rollcall::access {

std::optional<Role> parse_role(std::string_view name) {
    const auto folded = fold_case(name);
    if (folded == "provincial_admin") return Role::province_admin;
    if (folded == "municipal_admin") return Role::municipality_admin;
    for (std::size_t i = 0; i < role_names.size(); ++i) {
        if (folded == role_names.at(i)) return static_cast<Role>(i);
    }
    return std::nullopt;
}

int priority_of(Role role) {
    constexpr std::array priorities{1, 3, 5, 10};
    return priorities.at(static_cast<std::size_t>(role));
}

}  // namespace rollcall::access
