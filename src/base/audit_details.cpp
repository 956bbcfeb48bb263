#include "base/audit_details.hpp"

#include "base/text.hpp"

namespace rollcall {

std::string with_email(std::string_view details, std::string_view actor, std::string_view email) {
    std::string text(details);
    if (email.empty() || equals_folded(actor, email)) return text;
    if (!text.empty()) text += ", ";
    return text.append("email ").append(email);
}

}  // namespace rollcall
