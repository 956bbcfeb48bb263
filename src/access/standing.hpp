// Who of an installation's own users still stands: what the store says of them, held in memory so
// that it can be asked at every request.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "access/principal.hpp"
#include "access/users.hpp"
#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// Safe from any thread.
class Standing {
public:
    // Users and clock outlive it.
    Standing(Users& users, const Clock& clock) : users_(users), clock_(clock) {}

    // Asks the store for what changed; blocks, and throws Failure. To be called again and again: as
    // long as it takes from one time to the next, a change made elsewhere is not heard here.
    void refresh();

    // Gives one of our own users the role and area that they have now; others are left as they are.
    // Refuses with authentication_error whose account was disabled and, of who signed in here,
    // whose password was changed and whose session was ended; these with unavailable, too, when
    // nothing was heard of the store for longer than `silence_max`: what changed since then nobody
    // knows. Never blocks.
    Result<void> judge(Principal& who) const;

    // Of what was heard last: it grows with every change that `judge` goes by.
    std::int64_t version() const;

    static constexpr std::chrono::seconds silence_max{5};

private:
    struct Snapshot {
        std::int64_t version = 0;
        std::map<std::string, User, std::less<>> users;
        std::set<std::string, std::less<>> ended_sessions;
    };
    static Result<void> judge_user(Principal& who, const Snapshot& people);

    struct Heard {
        std::shared_ptr<const Snapshot> snapshot;
        std::optional<std::chrono::steady_clock::time_point> at;
    };

    Users& users_;
    const Clock& clock_;
    Guarded<Heard> heard_;
};

}  // namespace rollcall::access
