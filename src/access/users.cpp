#include "access/users.hpp"

#include <cstddef>
#include <string>

#include "access/claims.hpp"

namespace rollcall::access {

Result<void> judge_office(const Office& office) {
    const bool of_municipality = office.role == Role::municipality_admin;
    const bool of_area = of_municipality || office.role == Role::province_admin;
    const auto& province = office.province_code;
    const auto& municipality = office.municipality_code;
    if (of_area == province.empty() || of_municipality == municipality.empty() ||
        province.size() > claim_bytes_max || municipality.size() > claim_bytes_max) {
        return refuse(
            Errc::validation_error,
            "a province_admin has a province, a municipality_admin a province and a municipality, "
            "and nobody else has either"
        );
    }
    return {};
}

std::string text_of(const Office& office) {
    std::string text(to_string(office.role));
    for (const auto* code : {&office.province_code, &office.municipality_code}) {
        if (!code->empty()) text += ' ' + *code;
    }
    return text;
}

Deed change_of(const std::optional<KnownUser>& was, const Office& now, Deed deed) {
    auto change = (was ? text_of(was->user.office) : "") + " -> " + text_of(now);
    if (!deed.details.empty()) change += ", " + deed.details;
    deed.details = std::move(change);
    return deed;
}

}  // namespace rollcall::access
