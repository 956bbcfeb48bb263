#include "cli/client_commands.hpp"

#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/ids.hpp"
#include "cli/client.hpp"
#include "cli/upload_command.hpp"
#include "cli/watch.hpp"

namespace rollcall::cli {
namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_out_of_reach = 3;

struct Asked {
    std::string server;
    std::string token;
    bool json = false;
};

using Ask = std::function<int(Client&, const Asked&)>;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

// --server, else ROLLCALL_SERVER, else whoever serves the data folder here.
Result<ServerOptions> find_server(const Asked& asked, const Surroundings& here) {
    ServerOptions options;
    options.url = asked.server;
    options.token = asked.token;
    if (options.url.empty()) options.url = from_environment("ROLLCALL_SERVER");
    if (options.token.empty()) options.token = from_environment("ROLLCALL_TOKEN");
    if (options.url.empty()) options.url = here.local_server();
    if (options.url.empty()) {
        return refuse(
            Errc::validation_error,
            "no server: give --server or ROLLCALL_SERVER, or start one here with `rollcall serve`"
        );
    }
    if (options.token.empty() && options.url == here.local_server()) {
        options.token = here.local_token();
    }
    if (options.token.empty()) {
        return refuse(
            Errc::validation_error,
            "no token: give --token or ROLLCALL_TOKEN (`rollcall token` prints one at the server)"
        );
    }
    return options;
}

std::shared_ptr<Asked> add_server_options(CLI::App* command) {
    auto asked = std::make_shared<Asked>();
    command->add_option("--server", asked->server, "the server's address (ROLLCALL_SERVER)");
    command->add_option("--token", asked->token, "who asks (ROLLCALL_TOKEN)");
    command->add_flag("--json", asked->json, "the answer as JSON");
    return asked;
}

std::function<int(const Surroundings&)> asking(std::shared_ptr<Asked> asked, Ask ask) {
    return [asked = std::move(asked), ask = std::move(ask)](const Surroundings& here) {
        const auto server = find_server(*asked, here);
        if (!server) {
            std::cerr << "rollcall: " << server.error().message << '\n';
            return exit_usage;
        }
        Client client(*server, here.hear_stop());
        return ask(client, *asked);
    };
}

void add_ask(CLI::App* command, Chosen& chosen, const Ask& ask) {
    command->callback([&chosen, run = asking(add_server_options(command), ask)] {
        chosen.run = run;
    });
}

std::string shown(const boost::json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

int show(const Result<boost::json::object>& data, const Asked& asked) {
    if (!data) return tell(data.error());
    if (asked.json) {
        std::cout << boost::json::serialize(*data) << '\n';
        return 0;
    }
    for (const auto& [key, value] : *data) {
        std::cout << fmt::format("{:<24} {}\n", std::string_view(key), shown(value));
    }
    return 0;
}

void show_jobs(const boost::json::object& data) {
    constexpr auto line = "{:<32} {:<10} {:>4} %  {:<28} {}\n";
    const auto* jobs = data.if_contains("jobs");
    if (jobs == nullptr || !jobs->is_array()) return;
    for (const auto& job : jobs->as_array()) {
        const auto& fields = job.as_object();
        std::cout << fmt::format(
            line,
            shown(fields.at("job_id")),
            shown(fields.at("status")),
            shown(fields.at("progress")),
            shown(fields.at("uploaded_by")),
            shown(fields.at("file_name"))
        );
    }
}

void add_upload(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("upload", "send files to a server");
    auto options = std::make_shared<UploadOptions>();
    command->add_option("file", options->paths, "lists of members")->required();
    command->add_option("--mode", options->mode, "upsert, insert or update");
    command->add_flag("--dry-run", options->dry_run, "decide everything, store nothing");
    command->add_flag("--force", options->force, "although the same file was uploaded today");
    command->add_flag("--wait", options->wait, "show progress until the jobs have ended");
    command->add_flag("--strict", options->strict, "with --wait: exit with 1 for refused rows");
    command->footer("Example: rollcall upload members.xlsx --wait");
    add_ask(command, chosen, [options](Client& client, const Asked& asked) {
        options->json = asked.json;
        return upload_files(client, *options);
    });
}

void add_watch(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("watch", "follow a job to its end");
    auto options = std::make_shared<WatchOptions>();
    command->add_option("job", options->job, "the job's id")->required();
    command->add_flag("--strict", options->strict, "exit with 1 for refused rows");
    command->footer("Example: rollcall watch job-1767225600123-004211337700");
    add_ask(command, chosen, [options](Client& client, const Asked& asked) {
        options->json = asked.json;
        return watch_job(client, *options);
    });
}

// Whatever else stood in its place in the address would ask for something else.
CLI::Validator job_id() {
    const auto complaint = [](const std::string& text) {
        const auto id = JobId::parse(text);
        return id ? std::string() : id.error().message;
    };
    return {complaint, "JOB"};
}

void add_job_verbs(CLI::App& app, Chosen& chosen) {
    struct Verb {
        const char* name;
        const char* help;
        const char* path;
        bool posts;
    };
    for (const auto& verb : {
             Verb{"status", "what is known of a job", "/status/", false},
             Verb{"retry", "run a failed job once more, now", "/queue/retry/", true},
             Verb{"cancel", "stop a job; what it loaded stays", "/cancel/", true},
         }) {
        auto* command = app.add_subcommand(verb.name, verb.help);
        auto job = std::make_shared<std::string>();
        command->add_option("job", *job, "the job's id")->required()->check(job_id());
        add_ask(command, chosen, [verb, job](Client& client, const Asked& asked) {
            const auto path = verb.path + *job;
            return show(verb.posts ? client.post(path, {}) : client.get(path), asked);
        });
    }
}

void add_queue_verbs(CLI::App& app, Chosen& chosen) {
    add_ask(
        app.add_subcommand("stats", "the queue's counts"),
        chosen,
        [](Client& client, const Asked& asked) { return show(client.get("/queue/stats"), asked); }
    );
    for (const auto& [name, help] :
         {std::pair{"pause", "hand out no more jobs"},
          std::pair{"resume", "hand out jobs again"}}) {
        add_ask(
            app.add_subcommand(name, help),
            chosen,
            [path = std::string("/queue/") + name](Client& client, const Asked& asked) {
                return show(client.post(path, {}), asked);
            }
        );
    }
    auto* clean = app.add_subcommand("clean", "remove jobs that ended long ago");
    auto hours = std::make_shared<std::uint32_t>(24);
    clean->add_option("--hours", *hours, "how long ago at least");
    add_ask(clean, chosen, [hours](Client& client, const Asked& asked) {
        return show(client.post("/queue/clean", {{"gracePeriodHours", *hours}}), asked);
    });
    auto* jobs = app.add_subcommand("jobs", "the jobs, newest first");
    auto limit = std::make_shared<std::uint32_t>(10);
    auto status = std::make_shared<std::string>();
    jobs->add_option("--limit", *limit, "how many");
    jobs->add_option("--status", *status, "waiting, active, completed, failed, …");
    add_ask(jobs, chosen, [limit, status](Client& client, const Asked& asked) {
        const auto data = client.get(
            "/queue/jobs?limit=" + std::to_string(*limit) +
            (status->empty() ? "" : "&status=" + *status)
        );
        if (!data || asked.json) return show(data, asked);
        show_jobs(*data);
        return 0;
    });
}

void add_report(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("report", "fetch a job's report");
    auto job = std::make_shared<std::string>();
    auto out = std::make_shared<std::string>();
    auto corrections = std::make_shared<bool>(false);
    auto rebuild = std::make_shared<bool>(false);
    command->add_option("job", *job, "the job's id")->required()->check(job_id());
    command->add_option("--out", *out, "file to write");
    command->add_flag("--corrections", *corrections, "only the rows that did not load");
    command->add_flag("--rebuild", *rebuild, "make it anew from the data folder, without a server");
    command->footer("Example: rollcall report job-1767225600123-004211337700 --out report.xlsx");
    const auto fetch = [job, out, corrections](Client& client, const Asked&) {
        const auto* what = *corrections ? "corrections" : "report";
        const auto file =
            out->empty() ? "bulk-upload-" + std::string(what) + "-" + *job + ".xlsx" : *out;
        const auto fetched = client.download("/" + std::string(what) + "/" + *job, file);
        if (!fetched) return tell(fetched.error());
        std::cout << file << '\n';
        return 0;
    };
    const auto ask = asking(add_server_options(command), fetch);
    command->callback([&chosen, ask, job, out, rebuild] {
        chosen.run = ask;
        if (!*rebuild) return;
        chosen.run = [job, out](const Surroundings& here) {
            return here.rebuild_report(*job, *out);
        };
    });
}

}  // namespace

int tell(const Error& error) {
    std::cerr << "rollcall: " << error.message << " (" << to_string(error.code) << ")\n";
    if (error.code == Errc::cancelled) return exit_interrupted;
    return error.code == Errc::unavailable ? exit_out_of_reach : exit_failed;
}

void add_client_commands(CLI::App& app, Chosen& chosen) {
    add_upload(app, chosen);
    add_watch(app, chosen);
    add_job_verbs(app, chosen);
    add_queue_verbs(app, chosen);
    add_report(app, chosen);
}

}  // namespace rollcall::cli
