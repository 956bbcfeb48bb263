#include "access/policy.hpp"

#include <array>
#include <cstddef>

#include "base/assert.hpp"

namespace rollcall::access {
namespace {

enum class Width : std::uint8_t { everything, province, municipality };

struct Rule {
    Role role;
    Width width;
    bool upload;
    bool see_job;
    bool change_job;
    bool see_queue;
    bool run_queue;
    bool sign_out;
    bool run_users;
    bool run_geography;
};

constexpr std::array<Rule, role_names.size()> rules{{
    {Role::super_admin, Width::everything, true, true, true, true, true, true, true, true},
    {Role::national_admin, Width::everything, true, true, true, true, true, true, false, false},
    {Role::province_admin, Width::province, true, true, true, true, false, true, false, false},
    {Role::municipality_admin,
     Width::municipality,
     true,
     true,
     true,
     true,
     false,
     true,
     false,
     false},
}};

const Rule& rule_of(Role role) {
    const auto& rule = rules.at(static_cast<std::size_t>(role));
    ROLLCALL_ASSERT(rule.role == role);
    return rule;
}

bool same(std::string_view left, std::string_view right) {
    return !left.empty() && left == right;
}

bool covers(const Reach& reach, const Belongs& job) {
    return reach.everything || same(reach.province_code, job.province_code) ||
           same(reach.municipality_code, job.municipality_code);
}

}  // namespace

Reach reach_of(const Principal& who) {
    switch (rule_of(who.role).width) {
        case Width::everything: return {.everything = true};
        case Width::province: return {.province_code = who.province_code};
        case Width::municipality: return {.municipality_code = who.municipality_code};
    }
    return {};
}

bool may(Role role, Action action) {
    const auto& rule = rule_of(role);
    switch (action) {
        case Action::upload: return rule.upload;
        case Action::see_job: return rule.see_job;
        case Action::change_job: return rule.change_job;
        case Action::see_queue: return rule.see_queue;
        case Action::run_queue: return rule.run_queue;
        case Action::sign_out: return rule.sign_out;
        case Action::run_users: return rule.run_users;
        case Action::run_geography: return rule.run_geography;
    }
    return false;
}

bool reaches_as_far(const Principal& who, std::string_view owner_role, const Belongs& job) {
    const auto role = parse_role(owner_role);
    if (!role) return true;
    const auto reach = reach_of(who);
    switch (rule_of(*role).width) {
        case Width::everything: return reach.everything;
        case Width::province:
            return reach.everything || same(reach.province_code, job.province_code);
        case Width::municipality: return covers(reach, job);
    }
    return false;
}

bool may(const Principal& who, Action action, const Belongs& job) {
    return may(who.role, action) && (same(who.user_id, job.user_id) || covers(reach_of(who), job));
}

}  // namespace rollcall::access
