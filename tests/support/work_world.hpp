// For tests of this room: a small world with real stores in a folder that goes with it.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "event/bus.hpp"
#include "load/sqlite/sqlite.hpp"
#include "queue/sql/sql.hpp"
#include "spool/folder/folder.hpp"
#include "work/work.hpp"

namespace rollcall::work {

// A loader that lets a test do something before each chunk is committed.
class WatchedLoader final : public load::Loader {
public:
    WatchedLoader(load::Loader& inner, std::function<void(int chunk)>& before)
        : inner_(inner), before_(before) {}

    Result<std::unique_ptr<load::Load>> begin(const load::Plan& plan) override {
        auto load = inner_.begin(plan);
        if (!load) return std::unexpected(load.error());
        return std::make_unique<WatchedLoad>(*std::move(load), before_, chunks_);
    }

    int chunks() const { return chunks_; }

private:
    class WatchedLoad final : public load::Load {
    public:
        WatchedLoad(
            std::unique_ptr<load::Load> inner,
            std::function<void(int)>& before,
            int& chunks
        )
            : inner_(std::move(inner)), before_(before), chunks_(chunks) {}
        const load::Cursor& cursor() const override { return inner_->cursor(); }
        Result<void> append(check::Chunk& chunk) override {
            if (before_) before_(chunks_);
            auto done = inner_->append(chunk);
            if (done) ++chunks_;
            return done;
        }
        Result<void> note_facts(const std::string& facts) override {
            return inner_->note_facts(facts);
        }

    private:
        std::unique_ptr<load::Load> inner_;
        std::function<void(int)>& before_;
        int& chunks_;
    };

    load::Loader& inner_;
    std::function<void(int)>& before_;
    int chunks_ = 0;
};

class World {
public:
    explicit World(const std::string& name)
        : folder(
              std::filesystem::temp_directory_path() /
              ("rollcall-work-" + name + "-" + random_hex(4))
          ),
          prepared_(prepare(folder)),
          store(folder + "/rollcall.db"),
          database(migrated(store), clock),
          queue(database, {}, retries(), &bus),
          removed_jobs(database),
          sqlite_loader(store),
          loader(sqlite_loader, before_chunk),
          ledger(store),
          spool(folder),
          shelf(folder),
          documents({queue, spool, shelf, ledger, clock}, {reader(), "UTC"}),
          upload({queue, spool, loader, documents, clock, nullptr}, {reader(), "UTC", false}),
          leases(queue, bus, clock, {}) {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() { std::filesystem::remove_all(folder); }

    // A CSV list of so many members, some of whose rows can be changed.
    static std::string list(int members, const std::string& more = "") {
        std::string text = "ID Number,Firstname,Surname,Ward\n";
        for (int i = 0; i < members; ++i) {
            text += made_up_id(i) + ",Name,Example,79800001\n";
        }
        return text + more;
    }

    // Well-formed and synthetic: one for each number below a hundred million.
    static std::string made_up_id(int number) {
        constexpr int serials = 10'000;
        constexpr int days = 28;
        const int day = number / serials;
        char text[16];
        std::snprintf(
            text,
            sizeof text,
            "%02d%02d%02d%04d08",
            50 + day / days / 12 % 50,
            day / days % 12 + 1,
            day % days + 1,
            number % serials
        );
        std::string id = text;
        int sum = 0;
        for (std::size_t i = 0; i < id.size(); ++i) {
            const int doubled = (id[i] - '0') * (i % 2 == 1 ? 2 : 1);
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return id + static_cast<char>('0' + (10 - sum % 10) % 10);
    }

    JobId take_in(const std::string& bytes, const std::string& file_name = "members.csv") {
        auto intake = spool.start(gib);
        EXPECT_TRUE((*intake)->append(bytes).has_value());
        const auto sealed = (*intake)->seal();
        queue::NewJob job;
        job.id = JobId::make(clock.now());
        job.owner = {"u", "u@example.org", "super_admin", "", ""};
        job.file_name = file_name;
        job.file_size = sealed->size;
        job.file_sha256 = sealed->sha256;
        job.priority = 1;
        EXPECT_TRUE(queue.add(job).has_value());
        return job.id;
    }

    bool run_worker() {
        return Worker({queue, ledger, upload, leases, clock, std::chrono::milliseconds{1}}, "test")
            .run_one();
    }

    queue::Job job(const JobId& id) { return *queue.find(id); }
    load::Tally tally(const JobId& id) { return ledger.find(id)->cursor.tally; }

    static queue::RetryPolicy retries() {
        queue::RetryPolicy policy;
        policy.backoff = std::chrono::milliseconds{0};
        return policy;
    }
    ReaderSettings reader() const {
        ReaderSettings settings;
        settings.scratch = folder + "/tmp";
        return settings;
    }
    static std::string prepare(const std::string& folder) {
        std::filesystem::create_directories(folder + "/tmp");
        return folder;
    }
    static db::sqlite::Store& migrated(db::sqlite::Store& store) {
        const std::array rooms{queue::sql::migrations(), load::sqlite::migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store, rooms).has_value());
        return store;
    }

    const std::string folder;
    const std::string prepared_;
    const SystemClock clock;
    event::Bus bus;
    std::function<void(int chunk)> before_chunk;
    db::sqlite::Store store;
    db::sqlite::SqliteDatabase database;
    queue::sql::SqlQueue queue;
    queue::sql::SqlRemovedJobs removed_jobs;
    load::sqlite::SqliteLoader sqlite_loader;
    WatchedLoader loader;
    load::sqlite::SqliteLedger ledger;
    spool::folder::FolderSpool spool;
    spool::folder::FolderShelf shelf;
    Documents documents;
    Upload upload;
    LeaseKeeper leases;
};

}  // namespace rollcall::work
