// What strangers type and send to sign in: nobody comes in but by the password of an account
// that there is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "access/access.hpp"
#include "access/strict_json.hpp"
#include "base/manual_clock.hpp"
#include "base/network.hpp"
#include "tests/support/memory_access.hpp"

using namespace rollcall;

namespace {

const access::Passwords& cheap_passwords() {
    static const access::Passwords passwords{{.memory_bytes = 8 * kib, .passes = 1}};
    return passwords;
}

struct Installation {
    ManualClock clock;
    tests::MemoryAudit audit{clock};
    tests::MemoryUsers users{clock, audit};
    access::TokenRules rules{.secret = std::string(32, 'k'), .issuer = "", .audience = ""};
    access::Accounts accounts{{users, cheap_passwords(), [] {}}};
    access::Logins logins{{users, audit, cheap_passwords(), rules, clock}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto first = text.substr(0, text.find('\n'));
    const auto rest = text.substr(std::min(first.size() + 1, text.size()));
    (void)access::parse_object(text, {.bytes = 8192, .depth = 2});
    (void)network_of(first);

    // Of each input alone: what it does must not depend on the one before.
    Installation house;
    const auto added = house.accounts.add(
        {.email = first, .office = {.role = access::Role::super_admin}, .password = rest},
        {.id = "root"}
    );
    const auto pass = house.logins.sign_in({first, rest, "192.0.2.1"});
    if (pass.has_value() != added.has_value()) std::abort();
    if (house.logins.sign_in({first, rest + "x", "192.0.2.1"})) std::abort();
    if (house.logins.refresh(text, "192.0.2.1")) std::abort();
    return 0;
}
