#include <expected>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "access/principal.hpp"
#include "app/access_commands.hpp"
#include "app/exit_codes.hpp"
#include "app/password_prompt.hpp"
#include "app/user_desk.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

struct UserOptions {
    std::string email;
    std::string role;
    std::string province;
    std::string municipality;
    bool json = false;
};

using Use = std::function<Result<void>(UserDesk&, const UserOptions&)>;

int exit_code_of(const Error& error) {
    switch (error.code) {
        case Errc::validation_error: return exit_usage;
        case Errc::unavailable:
        case Errc::wrong_state: return exit_out_of_reach;
        default: return exit_failed;
    }
}

Result<access::Office> office_of(const UserOptions& options) {
    const auto role = access::parse_role(options.role);
    if (!role) {
        return refuse(
            Errc::validation_error,
            "--role must be super_admin, national_admin, province_admin or municipality_admin"
        );
    }
    return access::Office{
        .role = *role,
        .province_code = options.province,
        .municipality_code = options.municipality};
}

Result<void> add(UserDesk& desk, const UserOptions& options) {
    const auto office = office_of(options);
    if (!office) return std::unexpected(office.error());
    const auto password = ask_password();
    if (!password) return std::unexpected(password.error());
    return desk.add({.email = options.email, .office = *office, .password = *password});
}

Result<void> change_password(UserDesk& desk, const UserOptions& options) {
    const auto password = ask_password();
    if (!password) return std::unexpected(password.error());
    return desk.set_password(options.email, *password);
}

Result<void> change_office(UserDesk& desk, const UserOptions& options) {
    const auto office = office_of(options);
    return office ? desk.set_office(options.email, *office) : std::unexpected(office.error());
}

std::string text_of(const json::object& user, const char* name) {
    const auto* value = user.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

Result<void> list(UserDesk& desk, const UserOptions& options) {
    const auto users = desk.list();
    if (!users) return std::unexpected(users.error());
    if (options.json) {
        std::cout << json::serialize(*users) << '\n';
        return {};
    }
    for (const auto& one : *users) {
        const auto& user = one.as_object();
        std::cout << text_of(user, "email");
        for (const auto* name : {"role", "province_code", "municipal_code"}) {
            if (const auto text = text_of(user, name); !text.empty()) std::cout << "  " << text;
        }
        const auto* disabled = user.if_contains("disabled");
        std::cout
            << (disabled != nullptr && disabled->is_bool() && disabled->get_bool() ? "  disabled\n"
                                                                                   : "\n");
    }
    return {};
}

void make_verb(CLI::App* verb, Command& chosen, Use use) {
    auto options = std::make_shared<UserOptions>();
    if (verb->get_name() == "list") {
        verb->add_flag("--json", options->json, "as JSON");
    } else {
        verb->add_option("email", options->email, "whom, by address")->required();
    }
    if (verb->get_name() == "add" || verb->get_name() == "role") {
        verb->add_option("--role", options->role, "super_admin, national_admin, …")->required();
        verb->add_option("--province", options->province, "province code, e.g. GP");
        verb->add_option("--municipality", options->municipality, "municipality code, e.g. JHB");
    }
    verb->callback([&chosen, options, use = std::move(use)] {
        chosen = [options, use](const Settings& settings) {
            const auto desk = open_user_desk(settings);
            if (!desk) return say(desk.error(), exit_out_of_reach);
            const auto used = use(**desk, *options);
            return used ? 0 : say(used.error(), exit_code_of(used.error()));
        };
    });
}

}  // namespace

void add_user_commands(CLI::App& app, Command& chosen) {
    auto* user = app.add_subcommand("user", "users of this installation's own");
    user->require_subcommand(1);
    user->footer(
        "The password is the first line of stdin, or asked for at a terminal.\n"
        "Example: rollcall user add a@example.org --role province_admin --province GP"
    );
    const auto verb = [&](const char* name, const char* help, Use use) {
        make_verb(user->add_subcommand(name, help), chosen, std::move(use));
    };
    verb("add", "let somebody sign in", add);
    verb("list", "who may sign in", list);
    verb("passwd", "give a user another password; signs out", change_password);
    verb("role", "give a user another role or area; holds at once", change_office);
    verb("disable", "let a user in no longer; signs out", [](auto& desk, const auto& options) {
        return desk.set_disabled(options.email, true);
    });
    verb("enable", "let a user in again", [](auto& desk, const auto& options) {
        return desk.set_disabled(options.email, false);
    });
}

}  // namespace rollcall::app
