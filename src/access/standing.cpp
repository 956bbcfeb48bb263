#include "access/standing.hpp"

#include <cstdint>
#include <utility>

namespace rollcall::access {

void Standing::refresh() {
    // Before the store is asked: what is heard is at least of this moment.
    const auto asked_at = clock_.steady();
    auto known = heard_.with([](const Heard& heard) { return heard.snapshot; });
    if (!known || users_.version() != known->version) {
        auto people = users_.everybody();
        auto made = std::make_shared<Snapshot>();
        made->version = people.version;
        for (auto& user : people.users) {
            auto email = user.email;
            made->users.emplace(std::move(email), std::move(user));
        }
        for (auto& session : people.ended_sessions)
            made->ended_sessions.insert(std::move(session));
        known = std::move(made);
    }
    heard_.with([&](Heard& heard) {
        // Two that refresh at once: what was asked later stays.
        if (heard.at && *heard.at > asked_at) return;
        heard = {std::move(known), asked_at};
    });
}

std::int64_t Standing::version() const {
    return heard_.with([](const Heard& heard) { return heard.at ? heard.snapshot->version : 0; });
}

Result<void> Standing::judge(Principal& who) const {
    const auto heard = heard_.with([](const Heard& known) { return known; });
    if (!heard.at || clock_.steady() - *heard.at > silence_max) {
        return refuse(
            Errc::unavailable, "The users' store does not answer, so nobody can be let in; wait."
        );
    }
    const auto& people = *heard.snapshot;
    const auto found = people.users.find(who.user_id);
    const bool stands = found != people.users.end() && !found->second.disabled &&
                        found->second.epoch == who.signed_in->epoch &&
                        !people.ended_sessions.contains(who.signed_in->session());
    if (!stands) {
        return refuse(Errc::authentication_error, "You are signed out; sign in again.");
    }
    const auto& office = found->second.office;
    who.role = office.role;
    who.province_code = office.province_code;
    who.municipality_code = office.municipality_code;
    return {};
}

}  // namespace rollcall::access
