#include "app/embedded_stores.hpp"

#include <array>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "access/sql/sql.hpp"
#include "app/geography.hpp"
#include "app/queue_settings.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "load/member_counts.hpp"
#include "load/sql/close_fence.hpp"
#include "load/sqlite/count_members.hpp"
#include "load/sqlite/schema.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::app {

std::string EmbeddedStores::database_in(const std::string& folder) {
    return folder + "/rollcall.db";
}

EmbeddedStores::EmbeddedStores(const Settings& settings, const StorePlace& place)
    : folder_(place.folder),
      database_(database_in(folder_)),
      store_(database_),
      sql_(store_, clock_),
      queue_(sql_, limits_of(settings), retries_of(settings), &place.bus, load::sql::close_fence),
      removed_jobs_(sql_),
      audit_(sql_, settings.audit_key),
      users_(sql_, audit_),
      geography_(sql_, recorded_in(audit_)),
      erasure_(sql_),
      loader_(store_),
      ledger_(store_),
      spool_(folder_),
      shelf_(folder_) {
    if (!settings.has_redis()) return;
    const auto alone = [this](std::string_view task, const std::function<void()>& use) {
        this->alone(task, use);
    };
    bull_.emplace(settings, BullSide::Parts{sql_, queue_, ledger_, place.bus, alone});
}

Result<std::unique_ptr<Stores>>
EmbeddedStores::open(const Settings& settings, const StorePlace& place) {
    {
        db::sqlite::Store store(database_in(place.folder));
        const std::array rooms{
            queue::sql::migrations(), load::sqlite::migrations(), access::sql::migrations()};
        const auto migrated = db::sqlite::migrate(store, rooms);
        if (!migrated) return std::unexpected(migrated.error());
    }
    return std::unique_ptr<Stores>(new EmbeddedStores(settings, place));
}

queue::Queue& EmbeddedStores::queue() {
    if (bull_) return bull_->queue();
    return queue_;
}

std::vector<std::string> EmbeddedStores::failing() {
    std::vector<std::string> failing;
    if (!store_.answers()) failing.emplace_back("database");
    if (::access((folder_ + "/uploads").c_str(), R_OK | W_OK | X_OK) != 0) {
        failing.emplace_back("files");
    }
    return failing;
}

load::MemberCounts EmbeddedStores::count_members(const JobId& job) {
    return load::sqlite::count_members(store_, job);
}

std::string EmbeddedStores::place_of(std::string_view document) const {
    return (std::filesystem::absolute(folder_) / "reports" / document).string();
}

void EmbeddedStores::begin() {
    if (const auto taken = queue_.take_back_all(); taken > 0) {
        log::warning("app", std::to_string(taken) + " jobs of a process that died go on");
    }
    if (bull_) {
        bull_->begin(spool_);
    } else {
        // Nobody is left to tell what is marked.
        queue::sql::Mirrored(sql_).end();
    }
}

}  // namespace rollcall::app
