#include "app/purge_command.hpp"

#include <expected>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/embedded_stores.hpp"
#include "app/engine.hpp"
#include "app/entrance.hpp"
#include "app/exit_codes.hpp"
#include "app/password_prompt.hpp"
#include "app/workplace.hpp"
#include "base/calendar.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "check/rules/id_number.hpp"
#include "work/erasure.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

struct PurgeOptions {
    std::string member;
    bool dry_run = false;
    bool json = false;
};

// The person whose number is typed or piped in: on a command line everybody could read it.
Result<work::WantedPerson> ask_person(const Settings& settings, const PurgeOptions& options) {
    if (options.member != "-") {
        return refuse(
            Errc::validation_error,
            "an ID number on a command line can be read by everybody on this machine, and stays in "
            "the shell's history: give `--member -`, and the number on stdin or when asked"
        );
    }
    const auto today = day_in_zone(SystemClock().now(), settings.time_zone);
    const auto typed = ask_unseen("ID number (it is not shown): ");
    const auto given = trim(typed);
    const auto id = given.empty() ? std::unexpected(check::rules::IdFault{})
                                  : check::rules::read_id_number(given, today);
    if (!id)
        return refuse(
            Errc::validation_error, "that is no ID number: 13 digits, the last a check digit"
        );
    return work::WantedPerson{std::string(id->text()), today};
}

// Eight hex digits that name the person to who knows the number, and nobody else.
std::string tag_of(const Settings& settings, std::string_view id_number) {
    auto key = settings.audit_key.empty() ? token_rules(settings).secret : settings.audit_key;
    // Without any key of this installation's the tag must still not be found by trying numbers.
    constexpr std::size_t key_bytes = 32;
    if (key.empty()) key = random_bytes(key_bytes);
    constexpr std::size_t tag_bytes = 4;
    return to_hex(hmac_sha256(key, "member " + std::string(id_number)).substr(0, tag_bytes));
}

// What this program may not, or cannot, take the person out of.
std::vector<std::string> left_alone(const Settings& settings, const std::string& folder) {
    std::vector<std::string> left;
    if (settings.members) {
        left.push_back(
            "the table of [members] is the organisation's own: remove the person's row there"
        );
    }
    if (settings.shares_stores()) {
        left.emplace_back("backups and archives of the database and of the file store");
        return left;
    }
    const std::filesystem::path database = EmbeddedStores::database_in(folder);
    const auto copies = database.filename().string() + ".before-";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(copies)) {
            left.push_back(entry.path().string() + ": a copy of before an upgrade; remove it");
        }
    }
    return left;
}

struct Purged {
    const work::ErasureReport& report;
    const std::vector<std::string>& left;
    bool dry_run;
};

void print(const Purged& purged) {
    const auto& report = purged.report;
    const auto* would = purged.dry_run ? "would be " : "";
    if (report.member.was_there) {
        std::cout << "member " << would << "removed; " << with_commas(report.member.changes)
                  << " changes " << would << "emptied\n";
    } else {
        std::cout << "not among the members\n";
    }
    std::cout << with_commas(report.files_read) << " files read, "
              << with_commas(report.files_removed) << ' ' << would
              << "removed with reports and corrections\n";
    for (const auto& job : report.jobs)
        std::cout << "  " << job.id.text() << ": " << with_commas(job.rows) << " rows\n";
    for (const auto& job : report.unread)
        std::cout << "NOT READ " << job.id.text() << ": " << job.why << '\n';
    for (const auto& what : purged.left)
        std::cout << "LEFT " << what << '\n';
}

void print_json(const Purged& purged) {
    json::array jobs;
    for (const auto& job : purged.report.jobs)
        jobs.push_back({{"job_id", job.id.text()}, {"rows", job.rows}});
    json::array unread;
    for (const auto& job : purged.report.unread)
        unread.push_back({{"job_id", job.id.text()}, {"why", job.why}});
    std::cout << json::serialize(json::object{
                     {"dry_run", purged.dry_run},
                     {"member_removed", purged.report.member.was_there},
                     {"changes_emptied", purged.report.member.changes},
                     {"files_read", purged.report.files_read},
                     {"files_removed", purged.report.files_removed},
                     {"freed_bytes", purged.report.freed_bytes},
                     {"jobs", std::move(jobs)},
                     {"unread", std::move(unread)},
                     {"left", json::array(purged.left.begin(), purged.left.end())}})
              << '\n';
}

void record(Engine& engine, const work::ErasureReport& report, std::string tag) {
    engine.stores().audit().append(
        {.actor = typist(),
         .action = "purge_member",
         .subject = std::move(tag),
         .details = std::string(report.member.was_there ? "member, " : "") +
                    with_commas(report.member.changes) + " changes, " +
                    with_commas(report.files_removed) + " files of " +
                    with_commas(report.jobs.size()) + " jobs"}
    );
}

int purge(const Settings& settings, const PurgeOptions& options) {
    const auto person = ask_person(settings, options);
    if (!person) return say(person.error(), exit_usage);
    auto place = Workplace::take(settings);
    if (!place) return say(place.error(), exit_out_of_reach);
    const auto engine = Engine::open(settings, place->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    auto& stores = (*engine)->stores();
    // No search finds what a removed job left: nobody knows any more which file it was made of.
    if (!options.dry_run) (*engine)->discard_removed();
    work::Eraser eraser(
        {(*engine)->queue(),
         (*engine)->ledger(),
         stores.erasure(),
         (*engine)->spool(),
         (*engine)->documents(),
         (*engine)->clock()},
        readers_of(settings, stores.shelf().scratch())
    );
    const auto report = options.dry_run ? eraser.look(*person) : eraser.erase(*person);
    if (!report) return say(report.error(), exit_failed);
    if (!options.dry_run) record(**engine, *report, tag_of(settings, person->id_number));
    const auto left = left_alone(settings, place->path());
    const Purged purged{*report, left, options.dry_run};
    options.json ? print_json(purged) : print(purged);
    return report->unread.empty() ? 0 : exit_failed;
}

}  // namespace

void add_purge_command(CLI::App& app, Command& chosen) {
    auto* command = app.add_subcommand("purge", "erase a person from everything that is stored");
    auto options = std::make_shared<PurgeOptions>();
    command->add_option("--member", options->member, "-: the ID number is read from stdin")
        ->required();
    command->add_flag("--dry-run", options->dry_run, "tell what would be erased, change nothing");
    command->add_flag("--json", options->json, "what was erased as JSON");
    command->footer("Example: rollcall purge --member - < number.txt");
    command->callback([&chosen, options] {
        chosen = [options](const Settings& settings) { return purge(settings, *options); };
    });
}

}  // namespace rollcall::app
