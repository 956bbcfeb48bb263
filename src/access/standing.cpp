#include "access/standing.hpp"

#include <cstdint>
#include <utility>

#include "base/text.hpp"

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
    if (!who.signed_in && !who.by_our_secret) return {};
    const auto heard = heard_.with([](const Heard& known) { return known; });
    // A token that no session stands behind goes by what was heard last, however long ago.
    const bool is_old = !heard.at || clock_.steady() - *heard.at > silence_max;
    if (who.signed_in && is_old) {
        return refuse(
            Errc::unavailable, "The users' store does not answer, so nobody can be let in; wait."
        );
    }
    return heard.at ? judge_user(who, *heard.snapshot) : Result<void>{};
}

Result<void> Standing::judge_user(Principal& who, const Snapshot& people) {
    const auto found = people.users.find(fold_case(who.user_id));
    if (found == people.users.end() && !who.signed_in) return {};
    bool stands = found != people.users.end() && !found->second.disabled;
    if (who.signed_in) {
        stands = stands && found->second.epoch == who.signed_in->epoch &&
                 !people.ended_sessions.contains(who.signed_in->session());
    }
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
