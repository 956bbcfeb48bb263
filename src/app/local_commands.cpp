#include "app/local_commands.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.hpp"
#include "app/data_folder.hpp"
#include "app/entrance.hpp"
#include "app/exit_codes.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "app/workplace.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/check_command.hpp"
#include "cli/summary.hpp"

namespace rollcall::app {
namespace {

// "90s", "30m", "12h", "7d".
std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number == 0) return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (unit == "s") return std::chrono::seconds{number};
    if (unit == "m") return std::chrono::minutes{number};
    if (unit == "h") return std::chrono::hours{number};
    if (unit == "d") return std::chrono::days{number};
    return std::nullopt;
}

}  // namespace

int check_command(const Settings& settings, const CheckCommandOptions& options) {
    cli::CheckOptions check;
    check.path = options.path;
    check.geography = options.geography;
    check.reader.limits = settings.reader;
    check.reader.sandbox = settings.sandbox;
    check.reader.scratch = std::filesystem::temp_directory_path();
    check.time_zone = settings.time_zone;
    const auto summary = cli::check_file(check);
    if (!summary) return say(summary.error(), exit_failed);
    options.json ? cli::print_summary_json(std::cout, *summary)
                 : cli::print_summary(std::cout, *summary);
    return cli::exit_code_of(*summary, options.strict);
}

int print_token(const Settings& settings, const TokenOptions& options) {
    if (const auto key = check_token_key(settings); !key) return say(key.error(), exit_usage);
    access::Principal who;
    const auto role = access::parse_role(options.role);
    const auto ttl = parse_duration(options.ttl);
    if (!role) {
        return say(
            {Errc::validation_error,
             "--role must be super_admin, national_admin, province_admin or municipality_admin",
             {}},
            exit_usage
        );
    }
    if (!ttl) {
        return say(
            {Errc::validation_error, "--ttl must be like 90s, 30m, 12h or 7d", {}}, exit_usage
        );
    }
    who.user_id = options.email;
    who.email = options.email;
    who.role = *role;
    who.province_code = options.province;
    who.municipality_code = options.municipality;
    const auto rules = token_rules(settings);
    if (rules.secret.empty()) {
        return say(
            {Errc::validation_error,
             "JWT_SECRET is not set: tokens are made by the identity provider alone",
             {}},
            exit_usage
        );
    }
    const auto now = SystemClock().now();
    const auto token = access::issue_token(who, rules, now, *ttl);
    // A token that this server itself would refuse (a province's role without one) helps nobody.
    if (const auto good = access::verify_token(token, access::keys_of(rules), rules, now); !good) {
        return say(good.error(), exit_usage);
    }
    std::cout << token << '\n';
    return 0;
}

std::string local_server(const Settings& settings) {
    const auto server = server_of(settings.data_dir);
    return server ? server->url : std::string();
}

std::string local_token(const Settings& settings) {
    // Whoever may read the folder's key may act for it.
    access::Principal who;
    who.user_id = "local";
    who.email = "local@localhost";
    who.role = access::Role::super_admin;
    const auto rules = token_rules(settings);
    if (rules.secret.empty()) return {};
    return access::issue_token(who, rules, SystemClock().now(), std::chrono::hours{1});
}

int print_config(const Settings& settings, bool json) {
    const auto lines = show_settings(settings);
    if (json) {
        boost::json::object object;
        for (const auto& [key, value] : lines)
            object[key] = value;
        std::cout << boost::json::serialize(object) << '\n';
        return 0;
    }
    for (const auto& [key, value] : lines)
        std::cout << key << " " << value << '\n';
    return 0;
}

int migrate(const Settings& settings) {
    const auto place = Workplace::take(settings);
    if (!place) return say(place.error(), exit_out_of_reach);
    const auto name = migrate_stores(settings, place->path());
    if (!name) return say(name.error(), exit_out_of_reach);
    std::cout << *name << " is up to date\n";
    return 0;
}

}  // namespace rollcall::app
