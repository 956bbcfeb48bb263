#include "app/local_commands.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.hpp"
#include "app/engine.hpp"
#include "cli/check_command.hpp"
#include "cli/summary.hpp"

namespace rollcall::app {
namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_out_of_reach = 3;

int say(const Error& error, int code) {
    std::cerr << "rollcall: " << error.message << " (" << to_string(error.code) << ")\n";
    return code;
}

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

access::TokenRules token_rules(const Settings& settings) {
    access::TokenRules rules;
    rules.secret = settings.jwt_secret.empty() ? secret_of(settings.data_dir) : settings.jwt_secret;
    rules.issuer = settings.jwt_issuer;
    rules.audience = settings.jwt_audience;
    return rules;
}

int check_command(const Settings& settings, const CheckCommandOptions& options) {
    cli::CheckOptions check;
    check.path = options.path;
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
    const auto now = SystemClock().now();
    const auto token = access::issue_token(who, rules, now, *ttl);
    // A token that this server itself would refuse (a province's role without one) helps nobody.
    if (const auto good = access::verify_token(token, rules, now); !good) {
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

int migrate_store(const Settings& settings) {
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return say(folder.error(), exit_out_of_reach);
    const auto engine = Engine::open(settings, folder->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    std::cout << (*engine)->stores().name() << " is up to date\n";
    return 0;
}

int rebuild_report(const Settings& settings, const std::string& job_id, const std::string& out) {
    const auto id = JobId::parse(job_id);
    if (!id) return say(id.error(), exit_usage);
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return say(folder.error(), exit_out_of_reach);
    auto engine = Engine::open(settings, folder->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    const auto job = (*engine)->queue().find(*id);
    if (!job) {
        return say(
            {Errc::not_found, "there is no " + id->text() + " in this folder", {}}, exit_failed
        );
    }
    if (!queue::is_final(job->state)) {
        return say({Errc::wrong_state, id->text() + " has not ended yet", {}}, exit_failed);
    }
    const auto made = (*engine)->documents().make_report(*job, [](std::uint64_t, std::uint64_t) {
        return false;
    });
    if (!made) return say(made.error(), exit_failed);
    const auto path = (*engine)->stores().place_of(*made);
    if (out.empty()) {
        std::cout << path << '\n';
        return 0;
    }
    std::error_code error;
    std::filesystem::copy_file(path, out, std::filesystem::copy_options::overwrite_existing, error);
    if (error) return say({Errc::storage_full, out + ": " + error.message(), {}}, exit_failed);
    std::cout << out << '\n';
    return 0;
}

}  // namespace rollcall::app
