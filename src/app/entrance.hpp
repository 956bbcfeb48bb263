// Who may come in here and how often, as the settings and the stores say: the gate with its keys,
// users and their passwords, kept up to date.
#pragma once

#include <memory>
#include <optional>

#include "access/access.hpp"
#include "access/key_file.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/rate_limit.hpp"
#include "base/result.hpp"
#include "work/keeper.hpp"

namespace rollcall::app {

// Refuses with validation_error when there is no key, or other nodes would not know this one's.
Result<void> check_token_key(const Settings& settings);

// The key and claims that tokens of this installation have; without a secret, where many nodes
// leave that to an identity provider.
access::TokenRules token_rules(const Settings& settings);

// Refuses with validation_error an identity provider's keys that are not good.
Result<void> check_provider(const Settings& settings);

class Entrance {
public:
    // Refuses as check_provider. The stores outlive it.
    static Result<std::unique_ptr<Entrance>> open(const Settings& settings, Stores& stores);

    access::Gate& gate() { return gate_; }
    RateLimit& requests() { return requests_; }
    access::Accounts& accounts() { return accounts_; }
    access::Logins& logins() { return logins_; }

    // Takes up what changed from here on, often enough that nothing older than a second is
    // believed: users, and the provider's keys. What is wrong with these is logged, and the old
    // ones stay. And takes into the audit what the queue recorded.
    void start();

private:
    Entrance(const Settings& settings, Stores& stores);
    Result<void> read_keys();
    void refresh_keys();

    const SystemClock clock_;
    Stores& stores_;
    std::optional<access::KeyFile> key_file_;
    access::Standing standing_;
    access::Gate gate_;
    RateLimit requests_;
    const access::Passwords passwords_;
    access::Accounts accounts_;
    access::Logins logins_;
    std::optional<work::Keeper> refresher_;
    std::optional<work::Keeper> taker_;
};

}  // namespace rollcall::app
