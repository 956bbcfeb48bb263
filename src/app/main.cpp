#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include "app/access_commands.hpp"
#include "app/geography_commands.hpp"
#include "app/local_commands.hpp"
#include "app/purge_command.hpp"
#include "app/serve.hpp"
#include "app/settings.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "cli/commands.hpp"
#include "sheet/child/child.hpp"

namespace rollcall::app {
namespace {

log::Level level_of(std::string_view name) {
    if (name == "debug") return log::Level::debug;
    if (name == "warning") return log::Level::warning;
    if (name == "error") return log::Level::error;
    return log::Level::info;
}

void add_settings(CLI::App& app, SettingSources& sources) {
    app.add_option("--config", sources.file, "file of settings (./rollcall.toml)");
    for (const auto& setting : settings_table()) {
        // A command line can be read by everybody on the machine.
        if (setting.secret) continue;
        app.add_option_function<std::string>(
               flag_name(setting.key),
               [&sources, key = std::string(setting.key)](const std::string& value) {
                   sources.flags[key] = value;
               },
               std::string(setting.help)
        )
            ->group("Settings (also in the environment: MAX_UPLOAD_BYTES)");
    }
    app.add_flag_callback(
        "--no-sandbox",
        [&sources] { sources.flags["SANDBOX"] = "false"; },
        "read files without a sandbox: only to debug"
    );
}

void add_serve(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("serve", "API and workers in one process");
    auto options = std::make_shared<ServeOptions>();
    command->add_flag("--migrate", options->migrate, "bring the tables of DATABASE_URL up to date");
    command->footer("Example: rollcall serve --port 5000 --data-dir /var/lib/rollcall");
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return serve(settings, *options); };
    });
}

void add_worker(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("worker", "run jobs of servers on other machines");
    command->footer("Example: DATABASE_URL=postgresql://db/members rollcall worker --workers 2");
    command->callback([&chosen] { chosen = run_worker; });
}

void add_verify(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("verify", "prove a finished job from ledger and database");
    auto options = std::make_shared<VerifyOptions>();
    command->add_option("job", options->job, "the job's id")->required();
    command->add_flag("--json", options->json, "what was proved as JSON");
    command->footer("Example: rollcall verify job-1767225600123-004211337700");
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return verify_job(settings, *options); };
    });
}

void add_import(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("import", "load a file without a server");
    auto options = std::make_shared<ImportOptions>();
    command->add_option("file", options->path, "an .xlsx or .csv list of members")->required();
    command->add_option("--mode", options->mode, "upsert, insert or update")
        ->check(CLI::IsMember({"upsert", "insert", "update"}));
    command->add_flag("--dry-run", options->dry_run, "decide everything, store nothing");
    command->add_flag("--force", options->force, "although the same file was loaded today");
    command->add_flag("--strict", options->strict, "exit with 1 when rows were refused");
    command->add_flag("--json", options->json, "the summary as JSON");
    command->footer("Example: rollcall import members.xlsx --mode insert");
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return import_file(settings, *options); };
    });
}

void add_check(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("check", "judge every row of a file, store nothing");
    auto options = std::make_shared<CheckCommandOptions>();
    command->add_option("file", options->path, "an .xlsx or .csv list of members")->required();
    command->add_option("--geography", options->geography, "a list of wards to judge rows by, too");
    command->add_flag("--strict", options->strict, "exit with 1 when rows would be refused");
    command->add_flag("--json", options->json, "the summary as JSON");
    command->footer("Example: rollcall check members.xlsx --geography wards.csv");
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return check_command(settings, *options); };
    });
}

void add_token(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("token", "print a token for the API");
    auto options = std::make_shared<TokenOptions>();
    command->add_option("--role", options->role, "super_admin, national_admin, province_admin, …")
        ->required();
    command->add_option("--email", options->email, "whose token it is")->required();
    command->add_option("--province", options->province, "province code, e.g. GP");
    command->add_option("--municipality", options->municipality, "municipality code, e.g. JHB");
    command->add_option("--ttl", options->ttl, "how long it is good: 90s, 30m, 12h, 7d");
    command->footer(
        "Example: rollcall token --role province_admin --email a@example.org --province GP"
    );
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return print_token(settings, *options); };
    });
}

void add_care(CLI::App& app, Command& chosen) {
    auto json = std::make_shared<bool>(false);
    auto* config = app.add_subcommand("config", "the effective settings, secrets masked");
    config->add_flag("--json", *json, "as JSON");
    config->callback([&chosen, json] {
        chosen = [json](const Settings& settings) { return print_config(settings, *json); };
    });
    auto* health = app.add_subcommand("doctor", "check every store and say what to mend");
    auto options = std::make_shared<DoctorOptions>();
    health->add_flag("--json", options->json, "as JSON");
    health->add_flag(
        "--repair", options->repair, "mend the queue in Redis where no person is needed"
    );
    health->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return doctor(settings, *options); };
    });
    auto* tables = app.add_subcommand("migrate", "bring the database's tables up to date");
    tables->callback([&chosen] { chosen = migrate; });
}

int run(int argc, char** argv) {
    CLI::App app("Rollcall: bulk upload of member lists", "rollcall");
    app.set_version_flag("--version", std::string("rollcall ") + ROLLCALL_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    SettingSources sources;
    Command chosen;
    add_settings(app, sources);
    add_serve(app, chosen);
    add_worker(app, chosen);
    add_import(app, chosen);
    add_verify(app, chosen);
    add_check(app, chosen);
    add_token(app, chosen);
    add_user_commands(app, chosen);
    add_audit_commands(app, chosen);
    add_geography_commands(app, chosen);
    add_purge_command(app, chosen);
    add_care(app, chosen);
    cli::Chosen client;
    cli::add_commands(app, client);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app.exit(asked);
    } catch (const CLI::ParseError& wrong) {
        std::cerr << "rollcall: " << wrong.what() << "\nTry: rollcall --help\n";
        return 2;
    }
    const auto settings = read_settings(sources);
    if (!settings) {
        std::cerr << "rollcall: " << settings.error().message << '\n';
        return 2;
    }
    log::start(level_of(settings->log_level), settings->log_format == "json");
    if (chosen) return chosen(*settings);
    cli::Surroundings surroundings;
    surroundings.local_server = [&] { return local_server(*settings); };
    surroundings.local_token = [&] { return local_token(*settings); };
    surroundings.hear_stop = [] {
        block_stop_signals();
        return stop_signal_within;
    };
    surroundings.reader.limits = settings->reader;
    surroundings.reader.sandbox = settings->sandbox;
    surroundings.reader.scratch = std::filesystem::temp_directory_path();
    surroundings.rebuild_report = [&](const std::string& job, const std::string& out) {
        return rebuild_report(*settings, job, out);
    };
    return client.run(surroundings);
}

}  // namespace
}  // namespace rollcall::app

int main(int argc, char** argv) {
    // Databases, their copies, reports that a command writes: members are in them, for nobody else
    // on the machine to read.
    ::umask(S_IRWXG | S_IRWXO);
    if (argc > 1 && std::string_view(argv[1]) == rollcall::sheet::child::reader_argument) {
        return rollcall::sheet::child::serve();
    }
    rollcall::app::ignore_failing_writes();
    try {
        return rollcall::app::run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "rollcall: " << failure.what() << '\n';
        return 3;
    }
}
