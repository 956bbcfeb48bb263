#include "access/gate.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <utility>

#include "access/standing.hpp"
#include "base/hash.hpp"

namespace rollcall::access {
namespace {

// Beyond this many tokens at a time some are verified again: a kilobyte each.
constexpr std::size_t known_max = 10'000;

}  // namespace

Gate::Gate(TokenRules rules, const Standing* standing)
    : rules_(std::move(rules)),
      standing_(standing),
      keys_(Keys{.keys = std::make_shared<const KeySet>(keys_of(rules_)), .known = {}}) {}

void Gate::use(KeySet keys) {
    auto shared = std::make_shared<const KeySet>(std::move(keys));
    keys_.with([&](Keys& mine) {
        mine = {.keys = std::move(shared), .known = {}, .version = mine.version + 1};
    });
}

Gate::Version Gate::version() const {
    return {
        .keys = keys_.with([](const Keys& mine) { return mine.version; }),
        .people = standing_ == nullptr ? 0 : standing_->version()};
}

std::size_t Gate::known() const {
    return keys_.with([](const Keys& mine) { return mine.known.size(); });
}

Result<Principal> Gate::admit(std::string_view token, Instant now) {
    auto who = verify(token, now);
    return who ? admit_again(*std::move(who)) : who;
}

Result<Principal> Gate::admit_again(Principal who) const {
    if (standing_ != nullptr) {
        const auto judged = standing_->judge(who);
        if (!judged) return std::unexpected(judged.error());
    } else if (who.signed_in) {
        return refuse(Errc::authentication_error, "nobody signs in at this server");
    }
    return who;
}

bool Gate::knows(std::string_view token) const {
    const auto hash = sha256_hex(token);
    return keys_.with([&](const Keys& mine) { return mine.known.contains(hash); });
}

bool Gate::has_ended(const Principal& who, Instant now) const {
    return now >= who.expires_at + rules_.leeway;
}

Result<Principal> Gate::verify(std::string_view token, Instant now) {
    const auto hash = sha256_hex(token);
    std::shared_ptr<const KeySet> keys;
    const auto known = keys_.with([&](Keys& mine) -> std::optional<Principal> {
        const auto found = mine.known.find(hash);
        if (found != mine.known.end() && !has_ended(found->second, now)) return found->second;
        keys = mine.keys;
        return std::nullopt;
    });
    if (known) return *known;
    auto who = verify_token(token, *keys, rules_, now);
    if (!who) return who;
    keys_.with([&](Keys& mine) {
        // Keys that were replaced meanwhile vouch for nobody.
        if (mine.keys != keys) return;
        if (mine.known.size() >= known_max) {
            std::erase_if(mine.known, [&](const auto& one) { return has_ended(one.second, now); });
        }
        if (mine.known.size() >= known_max) mine.known.clear();
        mine.known.insert_or_assign(hash, *who);
    });
    return who;
}

}  // namespace rollcall::access
