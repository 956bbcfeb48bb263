#include "access/accounts.hpp"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <utility>

#include "access/claims.hpp"
#include "base/text.hpp"

namespace rollcall::access {
namespace {

// Not whether there is such an address, but that nobody types a name or a sentence for one.
Result<std::string> judge_email(std::string_view typed) {
    auto email = fold_case(trim(typed));
    const auto at = email.find('@');
    const bool plain = is_utf8(email) && std::ranges::none_of(email, [](char c) {
                           return static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
                       });
    if (!plain || at == 0 || at == std::string::npos || at + 1 == email.size() ||
        email.size() > claim_bytes_max) {
        return refuse(Errc::validation_error, "a user is named by an e-mail address");
    }
    return email;
}

}  // namespace

Result<void> Accounts::done(Result<void> change) {
    if (change) parts_.changed();
    return change;
}

Result<void> Accounts::add(const Account& account, const Carer& by) {
    auto email = judge_email(account.email);
    if (!email) return std::unexpected(email.error());
    if (const auto good = judge_office(account.office); !good) return good;
    if (const auto good = judge_password(account.password, *email); !good) return good;
    const User user{.email = *email, .office = account.office};
    return done(parts_.users.add(
        user,
        parts_.passwords.hash(account.password),
        {.actor = by.email,
         .origin = by.origin,
         .action = "user_add",
         .subject = *email,
         .details = text_of(account.office)}
    ));
}

Result<void>
Accounts::set_password(std::string_view typed, std::string_view password, const Carer& by) {
    const auto email = fold_case(trim(typed));
    if (const auto good = judge_password(password, email); !good) return good;
    return done(parts_.users.set_password(
        email,
        parts_.passwords.hash(password),
        {.actor = by.email, .origin = by.origin, .action = "user_password", .subject = email}
    ));
}

Result<void> Accounts::set_disabled(std::string_view typed, bool disabled, const Carer& by) {
    const auto email = fold_case(trim(typed));
    return done(parts_.users.set_disabled(
        email,
        disabled,
        {.actor = by.email,
         .origin = by.origin,
         .action = disabled ? "user_disable" : "user_enable",
         .subject = email}
    ));
}

Result<void> Accounts::set_office(std::string_view typed, const Office& office, const Carer& by) {
    const auto email = fold_case(trim(typed));
    if (const auto good = judge_office(office); !good) return good;
    return done(parts_.users.set_office(
        email,
        office,
        {.actor = by.email, .origin = by.origin, .action = "user_role", .subject = email}
    ));
}

}  // namespace rollcall::access
