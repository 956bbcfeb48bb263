#include "access/accounts.hpp"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <utility>

#include "access/claims.hpp"
#include "base/audit_details.hpp"
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

Deed deed_of(
    const Carer& by,
    std::string_view action,
    const std::string& subject,
    std::string_view details = {}
) {
    return {
        .actor = by.id,
        .origin = by.origin,
        .action = std::string(action),
        .subject = subject,
        .details = with_email(details, by.id, by.email)};
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
        deed_of(by, "user_add", *email, text_of(account.office))
    ));
}

Result<void>
Accounts::set_password(std::string_view typed, std::string_view password, const Carer& by) {
    const auto email = fold_case(trim(typed));
    if (const auto good = judge_password(password, email); !good) return good;
    return done(parts_.users.set_password(
        email, parts_.passwords.hash(password), deed_of(by, "user_password", email)
    ));
}

Result<void> Accounts::set_disabled(std::string_view typed, bool disabled, const Carer& by) {
    const auto email = fold_case(trim(typed));
    return done(parts_.users.set_disabled(
        email, disabled, deed_of(by, disabled ? "user_disable" : "user_enable", email)
    ));
}

Result<void> Accounts::set_office(std::string_view typed, const Office& office, const Carer& by) {
    const auto email = fold_case(trim(typed));
    if (const auto good = judge_office(office); !good) return good;
    return done(parts_.users.set_office(email, office, deed_of(by, "user_role", email)));
}

}  // namespace rollcall::access
