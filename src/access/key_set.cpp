#include "access/key_set.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "access/base64url.hpp"
#include "access/strict_json.hpp"

namespace rollcall::access {
namespace {

namespace json = boost::json;

constexpr JsonLimits jwks_limits{.bytes = std::size_t{256} * 1024, .depth = 8};
constexpr std::size_t keys_max = 100;

std::string_view text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

std::string bytes_of(const json::object& jwk, std::string_view name) {
    return from_base64url(text_of(jwk, name)).value_or("");
}

// Nothing for a key that tokens are not signed with, or not in a way that is taken here.
std::optional<Result<Key>> key_of(const json::object& jwk) {
    const auto use = text_of(jwk, "use");
    if (!use.empty() && use != "sig") return std::nullopt;
    const auto type = text_of(jwk, "kty");
    const auto curve = text_of(jwk, "crv");
    const auto algorithm = text_of(jwk, "alg");
    const auto is_for = [&](Algorithm wanted) {
        return algorithm.empty() || algorithm == to_string(wanted);
    };
    if (type == "RSA" && is_for(Algorithm::rs256)) {
        return Key::of_rsa(bytes_of(jwk, "n"), bytes_of(jwk, "e"));
    }
    if (type == "EC" && curve == "P-256" && is_for(Algorithm::es256)) {
        return Key::of_p256(bytes_of(jwk, "x"), bytes_of(jwk, "y"));
    }
    const bool names_curve = algorithm == "Ed25519";  // as RFC 9864 spells it
    if (type == "OKP" && curve == "Ed25519" && (names_curve || is_for(Algorithm::eddsa))) {
        return Key::of_ed25519(bytes_of(jwk, "x"));
    }
    return std::nullopt;
}

auto bad_set(const std::string& message) {
    return refuse(Errc::validation_error, "not a good JWK set: " + message);
}

bool holds_a_secret(const json::object& jwk) {
    return text_of(jwk, "kty") == "oct" || jwk.contains("k") || jwk.contains("d");
}

}  // namespace

Result<void> KeySet::add(std::string id, Key key) {
    if (!named_.try_emplace(id, std::move(key)).second) {
        return refuse(Errc::validation_error, "the key id " + id + " stands twice");
    }
    return {};
}

Result<void> KeySet::add_jwks(std::string_view text) {
    const auto set = parse_object(text, jwks_limits);
    if (!set) return bad_set(set.error().message);
    const auto* list = set->if_contains("keys");
    if (list == nullptr || !list->is_array()) return bad_set("it has no list \"keys\"");
    if (list->get_array().size() > keys_max) return bad_set("more than 100 keys");
    std::size_t taken = 0;
    for (const auto& one : list->get_array()) {
        if (!one.is_object()) return bad_set("a key is an object");
        const auto& jwk = one.get_object();
        if (holds_a_secret(jwk)) return bad_set("it holds a secret or private key");
        auto key = key_of(jwk);
        if (!key) continue;
        if (!*key) return bad_set(key->error().message);
        ++taken;
        const auto id = text_of(jwk, "kid");
        if (id.empty()) {
            add(std::move(**key));
        } else if (const auto added = add(std::string(id), std::move(**key)); !added) {
            return bad_set(added.error().message);
        }
    }
    if (taken == 0) return bad_set("no key for RS256, ES256 or EdDSA");
    return {};
}

std::vector<const Key*> KeySet::candidates(const KeyHint& hint) const {
    const auto fits = [&](const Key& key) { return to_string(key.algorithm()) == hint.algorithm; };
    std::vector<const Key*> keys;
    if (hint.id) {
        if (const auto found = named_.find(*hint.id); found != named_.end()) {
            if (fits(found->second)) keys.push_back(&found->second);
            return keys;
        }
    } else {
        for (const auto& [id, key] : named_) {
            if (fits(key)) keys.push_back(&key);
        }
        // Of several it would have to say which.
        if (keys.size() > 1) keys.clear();
    }
    for (const auto& key : nameless_) {
        if (fits(key)) keys.push_back(&key);
    }
    return keys;
}

bool KeySet::verifies(const KeyHint& hint, std::string_view signed_text, std::string_view signature)
    const {
    return std::ranges::any_of(candidates(hint), [&](const Key* key) {
        return key->verifies(signed_text, signature);
    });
}

}  // namespace rollcall::access
