#include "app/postgres_stores.hpp"

#include <array>
#include <expected>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "access/sql/sql.hpp"
#include "app/file_store.hpp"
#include "app/geography.hpp"
#include "app/node.hpp"
#include "app/queue_settings.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"
#include "load/postgres/count_members.hpp"
#include "load/postgres/mapping.hpp"
#include "load/postgres/schema.hpp"
#include "load/sql/close_fence.hpp"
#include "queue/sql/sql_queue.hpp"
#include "spool/postgres/schema.hpp"

namespace rollcall::app {
namespace {

std::array<db::postgres::Migrations, 4> rooms() {
    return {
        queue::sql::postgres_migrations(),
        load::postgres::migrations(),
        spool::postgres::migrations(),
        access::sql::postgres_migrations()};
}

// Two installations in one database, in schemas of their own, do not wait for each other.
constexpr std::string_view try_lock =
    "SELECT pg_try_advisory_lock(hashtext('rollcall ' || $1), hashtext(current_schema()))";
constexpr std::string_view unlock =
    "SELECT pg_advisory_unlock(hashtext('rollcall ' || $1), hashtext(current_schema()))";

// The server finds out within ten seconds that the machine of who holds a lock is gone.
constexpr const char* soon_missed =
    "SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

// A table that does not fit would fail every job, one after the other.
Result<void> check_members(db::postgres::Store& store, const Settings& settings) {
    if (!settings.members) return {};
    const auto findings = load::postgres::check_mapping(store, *settings.members);
    if (findings.empty()) return {};
    std::string text = "the table of [members] does not fit:\n";
    for (const auto& finding : findings)
        text += "  " + finding + '\n';
    return refuse(Errc::wrong_state, text + "mend this, then start again");
}

}  // namespace

std::string database_name(const std::string& url) {
    const auto whole = std::string_view(url);
    const auto scheme = whole.substr(0, whole.find("://") + 3);
    auto rest = whole.substr(scheme.size());
    // Parameters may hold a password, too.
    rest = rest.substr(0, rest.find('?'));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    return std::string(scheme) + std::string(rest);
}

PostgresStores::PostgresStores(const Settings& settings, const StorePlace& place)
    : name_(database_name(settings.database_url)),
      mapping_(settings.members),
      store_(settings.database_url),
      sql_(store_),
      scratch_(place.folder),
      queue_(sql_, limits_of(settings), retries_of(settings), &place.bus, load::sql::close_fence),
      removed_jobs_(sql_),
      audit_(sql_, settings.audit_key),
      users_(sql_, audit_),
      geography_(sql_, recorded_in(audit_)),
      erasure_(
          sql_,
          mapping_ ? load::sql::MembersIn::mapped_table : load::sql::MembersIn::own_table
      ),
      loader_(store_, mapping_),
      ledger_(store_),
      bridge_(store_, place.bus, node_name()) {
    if (!settings.has_redis()) return;
    const auto alone = [this](std::string_view task, const std::function<void()>& use) {
        this->alone(task, use);
    };
    bull_.emplace(settings, BullSide::Parts{sql_, queue_, ledger_, place.bus, alone});
}

Result<void> PostgresStores::check_version(db::postgres::Store& store) {
    return db::postgres::check_version(store, rooms());
}

Result<std::unique_ptr<Stores>>
PostgresStores::open(const Settings& settings, const StorePlace& place) {
    db::postgres::Store store(settings.database_url);
    if (const auto same = check_version(store); !same) return std::unexpected(same.error());
    if (const auto fits = check_members(store, settings); !fits) {
        return std::unexpected(fits.error());
    }
    std::unique_ptr<PostgresStores> stores(new PostgresStores(settings, place));
    auto files = open_file_store(settings, {stores->store_, stores->scratch_});
    if (!files) return std::unexpected(files.error());
    stores->files_ = *std::move(files);
    return stores;
}

Result<void> PostgresStores::migrate(const Settings& settings) {
    db::postgres::Store store(settings.database_url);
    return db::postgres::migrate(store, rooms());
}

queue::Queue& PostgresStores::queue() {
    if (bull_) return bull_->queue();
    return queue_;
}

std::vector<std::string> PostgresStores::failing() {
    std::vector<std::string> failing;
    if (!store_.answers()) failing.emplace_back("database");
    if (!files_->answers()) failing.emplace_back("files");
    return failing;
}

load::MemberCounts PostgresStores::count_members(const JobId& job) {
    return load::postgres::count_members(store_, job, mapping_);
}

std::string PostgresStores::place_of(std::string_view document) const {
    return std::string(document) + " in " + name_ + " (`rollcall report` fetches it)";
}

void PostgresStores::begin() {
    sender_ = std::jthread([this](const std::stop_token& stop) { bridge_.send(stop); });
    listener_ = std::jthread([this](const std::stop_token& stop) { bridge_.listen(stop); });
    if (bull_) bull_->begin(files_->spool());
}

void PostgresStores::lead(std::string_view task, const Leading& use) {
    // A session's lock: it goes with the connection, however this process ends.
    const auto connection = store_.connect();
    connection->execute(soon_missed);
    auto& lock = connection->prepared(try_lock);
    lock.bind(1, task).step();
    if (lock.integer(0) == 0) return;
    use([&] { connection->execute("SELECT 1"); });
    connection->prepared(unlock).bind(1, task).run();
}

}  // namespace rollcall::app
