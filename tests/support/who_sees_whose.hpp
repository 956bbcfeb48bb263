// Who sees whose job, as a table that is not the program's own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "access/principal.hpp"
#include "queue/job.hpp"

namespace rollcall::support {

inline constexpr std::array all_roles{
    access::Role::super_admin,
    access::Role::national_admin,
    access::Role::province_admin,
    access::Role::municipality_admin};

// Whose job it is: one's own, of somebody in one's municipality, in another municipality of one's
// province, in another province, of one's province's own admin.
enum class Whose : std::uint8_t { own, same_area, sibling, other_area, parent };
inline constexpr std::array every_whose{
    Whose::own,
    Whose::same_area,
    Whose::sibling,
    Whose::other_area,
    Whose::parent};

constexpr std::string_view name_of(Whose whose) {
    constexpr std::array<std::string_view, every_whose.size()> names{
        "own", "same_area", "sibling", "other_area", "parent"};
    return names.at(static_cast<std::size_t>(whose));
}

constexpr bool sees(access::Role role, Whose whose) {
    switch (role) {
        case access::Role::super_admin:
        case access::Role::national_admin: return true;
        case access::Role::province_admin: return whose != Whose::other_area;
        case access::Role::municipality_admin: break;
    }
    return whose == Whose::own || whose == Whose::same_area;
}

inline access::Principal
person(std::string id, access::Role role, std::string province, std::string municipality) {
    auto email = id + "@example.org";
    return {
        .user_id = std::move(id),
        .email = std::move(email),
        .role = role,
        .province_code = std::move(province),
        .municipality_code = std::move(municipality)};
}

// Who asks, in Johannesburg or above it.
inline access::Principal asker(access::Role role) {
    switch (role) {
        case access::Role::super_admin:
        case access::Role::national_admin: return person("asker", role, "", "");
        case access::Role::province_admin: return person("asker", role, "GP", "");
        case access::Role::municipality_admin: break;
    }
    return person("asker", role, "GP", "JHB");
}

// Whose job the asker of this role asks for.
inline access::Principal owner(access::Role role, Whose whose) {
    using access::Role;
    switch (whose) {
        case Whose::own: return asker(role);
        case Whose::same_area: return person("other", Role::municipality_admin, "GP", "JHB");
        case Whose::sibling: return person("other", Role::municipality_admin, "GP", "TSH");
        case Whose::parent: return person("other", Role::province_admin, "GP", "");
        case Whose::other_area: break;
    }
    return person("other", Role::municipality_admin, "WC", "CPT");
}

inline queue::Owner as_owner(const access::Principal& who) {
    return {
        who.user_id,
        who.email,
        std::string(to_string(who.role)),
        who.province_code,
        who.municipality_code};
}

}  // namespace rollcall::support
