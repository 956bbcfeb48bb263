#include "app/entrance.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/data_folder.hpp"
#include "base/log.hpp"

namespace rollcall::app {
namespace {

// Half of what may pass until a change holds.
constexpr std::chrono::milliseconds refresh_interval{500};
constexpr std::chrono::milliseconds take_in_interval{1'000};
// A transaction that others wait for.
constexpr std::uint32_t deeds_at_once = 200;

std::optional<access::KeyFile> key_file_of(const Settings& settings) {
    using Form = access::KeyFile::Form;
    if (!settings.jwt_public_key_file.empty()) {
        return access::KeyFile(settings.jwt_public_key_file, Form::pem);
    }
    if (!settings.jwt_jwks_file.empty()) return access::KeyFile(settings.jwt_jwks_file, Form::jwks);
    return std::nullopt;
}

}  // namespace

Result<void> check_token_key(const Settings& settings) {
    if (!settings.shares_stores() || !settings.jwt_secret.empty() || settings.has_provider()) {
        return {};
    }
    return refuse(
        Errc::validation_error,
        "DATABASE_URL is set, so JWT_SECRET must be, the same on every node: a key that each made"
        " for itself would refuse the others' tokens (`openssl rand -hex 32` prints one); or name"
        " an identity provider's keys in JWT_PUBLIC_KEY_FILE or JWT_JWKS_FILE"
    );
}

access::TokenRules token_rules(const Settings& settings) {
    access::TokenRules rules;
    rules.secret = settings.jwt_secret;
    if (rules.secret.empty() && !settings.shares_stores()) {
        rules.secret = secret_of(settings.data_dir);
    }
    rules.issuer = settings.jwt_issuer;
    rules.audience = settings.jwt_audience;
    return rules;
}

Result<void> check_provider(const Settings& settings) {
    auto file = key_file_of(settings);
    access::KeySet keys;
    return file ? file->add_to(keys) : Result<void>{};
}

Entrance::Entrance(const Settings& settings, Stores& stores)
    : stores_(stores),
      key_file_(key_file_of(settings)),
      standing_(stores.users(), clock_),
      gate_(token_rules(settings), &standing_),
      requests_(
          {.per_second = static_cast<double>(settings.requests_per_second),
           .burst = static_cast<double>(settings.requests_burst)}
      ),
      accounts_({stores.users(), passwords_, [this] { standing_.refresh(); }}),
      logins_({stores.users(), stores.audit(), passwords_, gate_.rules(), clock_}) {}

Result<std::unique_ptr<Entrance>> Entrance::open(const Settings& settings, Stores& stores) {
    std::unique_ptr<Entrance> entrance(new Entrance(settings, stores));
    if (const auto read = entrance->read_keys(); !read) return std::unexpected(read.error());
    // From the first request on it is known who is disabled.
    entrance->standing_.refresh();
    return entrance;
}

Result<void> Entrance::read_keys() {
    if (!key_file_) return {};
    auto keys = access::keys_of(gate_.rules());
    if (const auto added = key_file_->add_to(keys); !added) return added;
    gate_.use(std::move(keys));
    return {};
}

void Entrance::refresh_keys() {
    if (!key_file_ || !key_file_->has_changed()) return;
    if (const auto read = read_keys(); !read) {
        log::error("app", read.error().message + "; tokens are judged by the keys before");
    } else {
        log::info("app", "the identity provider's keys changed");
    }
}

void Entrance::start() {
    refresher_.emplace(work::Keeper::Settings{"access", refresh_interval}, [this] {
        refresh_keys();
        standing_.refresh();
    });
    taker_.emplace(work::Keeper::Settings{"audit", take_in_interval}, [this] {
        while (stores_.audit().take_in(deeds_at_once) == deeds_at_once) {
        }
    });
}

}  // namespace rollcall::app
