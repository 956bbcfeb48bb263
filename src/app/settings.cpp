#include "app/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <expected>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "app/settings_members.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace rollcall::app {
namespace {

const Setting* find_setting(std::string_view key) {
    const auto found = std::ranges::find(settings_table(), key, &Setting::key);
    return found == settings_table().end() ? nullptr : &*found;
}

Result<void>
apply(Settings& settings, const Setting& setting, std::string_view value, std::string_view from) {
    const auto set = setting.set(settings, trim(value));
    if (set) return {};
    return refuse(
        Errc::validation_error,
        std::string(setting.key) + " (" + std::string(from) + ") must be " + set.error().message
    );
}

std::string toml_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return "\x01";  // no setting takes a list, a table or a fraction
}

Result<void> apply_file(Settings& settings, const std::string& path) {
    const auto parsed = toml::parse_file(path);
    if (!parsed) {
        return refuse(
            Errc::validation_error, path + ": " + std::string(parsed.error().description())
        );
    }
    for (const auto& [key, node] : parsed.table()) {
        if (key.str() == "members") {
            auto members = read_members(node);
            if (!members) {
                return refuse(Errc::validation_error, path + ": " + members.error().message);
            }
            settings.members = *std::move(members);
            continue;
        }
        std::string upper(key.str());
        std::ranges::transform(upper, upper.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        const auto* setting = find_setting(upper);
        if (setting == nullptr || file_key(upper) != key.str()) {
            return refuse(
                Errc::validation_error, path + ": there is no setting " + std::string(key.str())
            );
        }
        if (const auto set = apply(settings, *setting, toml_text(node), path); !set) return set;
    }
    return {};
}

std::string config_file(const std::string& asked) {
    if (!asked.empty()) return asked;
    for (const auto* path : {"rollcall.toml", "/etc/rollcall/rollcall.toml"}) {
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored)) return path;
    }
    return {};
}

Result<void> check_stores(const Settings& settings) {
    if (settings.shares_stores()) return {};
    if (!settings.file_store.empty()) {
        return refuse(
            Errc::validation_error,
            "FILE_STORE is set without DATABASE_URL: the embedded store keeps files in DATA_DIR"
        );
    }
    if (settings.members) {
        return refuse(
            Errc::validation_error,
            "[members] is set without DATABASE_URL: the embedded store has a table of its own"
        );
    }
    return {};
}

Result<void> check_tls(const Settings& settings) {
    if (settings.tls_cert_file.empty() == settings.tls_key_file.empty()) return {};
    return refuse(
        Errc::validation_error,
        "TLS_CERT_FILE and TLS_KEY_FILE belong together: one of them alone is set"
    );
}

Result<void> check_keys(const Settings& settings) {
    if (settings.jwt_public_key_file.empty() || settings.jwt_jwks_file.empty()) return {};
    return refuse(
        Errc::validation_error,
        "JWT_PUBLIC_KEY_FILE and JWT_JWKS_FILE are both set: name the one file that the identity "
        "provider's keys are in"
    );
}

}  // namespace

std::string file_key(std::string_view key) {
    return fold_case(key);
}

std::string flag_name(std::string_view key) {
    auto name = "--" + fold_case(key);
    std::ranges::replace(name, '_', '-');
    return name;
}

Result<Settings> read_settings(const SettingSources& sources) {
    Settings settings;
    if (const auto path = config_file(sources.file); !path.empty()) {
        if (const auto set = apply_file(settings, path); !set) return std::unexpected(set.error());
        settings.file = path;
    }
    for (const auto& setting : settings_table()) {
        const char* value = std::getenv(std::string(setting.key).c_str());
        if (value == nullptr) continue;
        const auto set = apply(settings, setting, value, "environment");
        if (!set) return std::unexpected(set.error());
    }
    for (const auto& [key, value] : sources.flags) {
        const auto* setting = find_setting(key);
        if (setting == nullptr) {
            return refuse(Errc::validation_error, "there is no setting " + key);
        }
        const auto set = apply(settings, *setting, value, flag_name(key));
        if (!set) return std::unexpected(set.error());
    }
    if (const auto good = check_stores(settings); !good) return std::unexpected(good.error());
    if (const auto good = check_tls(settings); !good) return std::unexpected(good.error());
    if (const auto good = check_keys(settings); !good) return std::unexpected(good.error());
    return settings;
}

std::vector<std::string> split_by_commas(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const auto part = list.substr(0, list.find(','));
        list.remove_prefix(std::min(part.size() + 1, list.size()));
        if (const auto trimmed = trim(part); !trimmed.empty()) parts.emplace_back(trimmed);
    }
    return parts;
}

std::vector<std::pair<std::string, std::string>> show_settings(const Settings& settings) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto& setting : settings_table()) {
        auto value = setting.show(settings);
        if (setting.secret && !value.empty()) value = "********";
        lines.emplace_back(setting.key, std::move(value));
    }
    if (settings.members)
        std::ranges::move(show_members(*settings.members), std::back_inserter(lines));
    return lines;
}

}  // namespace rollcall::app
