#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "access/sql/sql_audit.hpp"
#include "app/access_commands.hpp"
#include "app/embedded_stores.hpp"
#include "app/exit_codes.hpp"
#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/store.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

// The audit for a reader: beside whoever owns the data folder, which other programs may read.
class ReadAudit {
public:
    static Result<std::unique_ptr<ReadAudit>> open(const Settings& settings) {
        if (settings.shares_stores()) return std::make_unique<ReadAudit>(settings);
        const auto path = EmbeddedStores::database_in(settings.data_dir);
        if (!std::filesystem::exists(path)) {
            return refuse(Errc::not_found, path + ": there is no database yet");
        }
        return std::make_unique<ReadAudit>(settings);
    }
    explicit ReadAudit(const Settings& settings) {
        if (settings.shares_stores()) {
            postgres_ = std::make_unique<db::postgres::Store>(settings.database_url);
            database_ = std::make_unique<db::postgres::PostgresDatabase>(*postgres_);
        } else {
            const auto path = EmbeddedStores::database_in(settings.data_dir);
            sqlite_ = std::make_unique<db::sqlite::Store>(path);
            database_ = std::make_unique<db::sqlite::SqliteDatabase>(*sqlite_, clock_);
        }
        audit_ = std::make_unique<access::sql::SqlAudit>(*database_, settings.audit_key);
    }

    access::Audit& audit() { return *audit_; }

private:
    const SystemClock clock_;
    std::unique_ptr<db::postgres::Store> postgres_;
    std::unique_ptr<db::sqlite::Store> sqlite_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<access::Audit> audit_;
};

struct AuditOptions {
    std::int64_t after = 0;
    std::uint32_t limit = 100;
    std::string head;
    bool json = false;
};

json::object view_of(const access::AuditEntry& entry) {
    const auto& deed = entry.deed;
    return {
        {"number", entry.number},
        {"at", to_iso_time(entry.at)},
        {"actor", deed.actor},
        {"origin", deed.origin},
        {"action", deed.action},
        {"subject", deed.subject},
        {"details", deed.details},
        {"file_sha256", deed.file_sha256},
        {"hash", entry.hash}};
}

int list(access::Audit& audit, const AuditOptions& options) {
    for (const auto& entry : audit.list(options.after, options.limit)) {
        if (options.json) {
            std::cout << json::serialize(view_of(entry)) << '\n';
            continue;
        }
        const auto& deed = entry.deed;
        std::string line = std::to_string(entry.number) + "  " + to_iso_time(entry.at);
        for (const auto* text :
             {&deed.actor, &deed.origin, &deed.action, &deed.subject, &deed.details}) {
            line += "  " + (text->empty() ? "-" : log::escape(*text));
        }
        std::cout << line << '\n';
    }
    return 0;
}

int verify(access::Audit& audit, const AuditOptions& options) {
    auto proof = audit.prove();
    bool has_head = options.head.empty();
    for (std::int64_t after = 0; !has_head;) {
        const auto entries = audit.list(after, 1'000);
        if (entries.empty()) break;
        for (const auto& entry : entries)
            has_head = has_head || entry.hash == options.head;
        after = entries.back().number;
    }
    if (!has_head) {
        proof.findings.push_back("the entry of the head " + options.head + " is gone");
    }
    const bool holds = proof.findings.empty();
    if (options.json) {
        std::cout << json::serialize(json::object{
                         {"entries", proof.entries},
                         {"head", proof.head},
                         {"holds", holds},
                         {"findings", json::array(proof.findings.begin(), proof.findings.end())}})
                  << '\n';
        return holds ? 0 : exit_failed;
    }
    for (const auto& finding : proof.findings)
        std::cout << "WRONG   " << finding << '\n';
    std::cout << proof.entries << " entries " << (holds ? "are whole" : "are NOT whole")
              << "; the head is " << (proof.head.empty() ? "-" : proof.head) << '\n';
    return holds ? 0 : exit_failed;
}

using Use = int (*)(access::Audit&, const AuditOptions&);

void make_verb(CLI::App* verb, Command& chosen, std::shared_ptr<AuditOptions> options, Use use) {
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&chosen, options = std::move(options), use] {
        chosen = [options, use](const Settings& settings) {
            const auto read = ReadAudit::open(settings);
            if (!read) return say(read.error(), exit_out_of_reach);
            return use((*read)->audit(), *options);
        };
    });
}

}  // namespace

void add_audit_commands(CLI::App& app, Command& chosen) {
    auto* audit = app.add_subcommand("audit", "who did what, and whether that was changed");
    audit->require_subcommand(1);
    audit->footer("Example: rollcall audit verify --head 5f0c… (as it was printed last time)");

    auto options = std::make_shared<AuditOptions>();
    auto* lines = audit->add_subcommand("list", "entries in their order");
    lines->add_option("--after", options->after, "those behind this number");
    lines->add_option("--limit", options->limit, "how many at most")
        ->check(CLI::Range(1U, 1'000'000U));
    make_verb(lines, chosen, options, list);

    options = std::make_shared<AuditOptions>();
    auto* whole = audit->add_subcommand("verify", "prove that no entry was changed or removed");
    whole->add_option("--head", options->head, "a head of before: it must still be there");
    make_verb(whole, chosen, options, verify);
}

}  // namespace rollcall::app
