#include "load/sqlite/loader.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "check/chunk.hpp"
#include "check/finding.hpp"
#include "db/sqlite/connection.hpp"
#include "load/apply.hpp"
#include "load/entry.hpp"
#include "load/fence.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "load/sqlite/fence.hpp"
#include "load/sqlite/ledger.hpp"
#include "load/sqlite/members.hpp"
#include "load/sqlite/statements.hpp"
#include "load/tally.hpp"

namespace rollcall::load::sqlite {
namespace {

using db::sqlite::Connection;
using db::sqlite::Transaction;

// Undoes what happened to members while it lives, and nothing else: a dry run takes every step of a
// real one, so that the database itself says what it would refuse.
class DryRun {
public:
    explicit DryRun(Connection& connection) : connection_(connection) {
        connection_.execute("SAVEPOINT members");
    }
    void undo() { connection_.execute("ROLLBACK TO members; RELEASE members"); }

private:
    Connection& connection_;
};

// Open statements are reset on every way out of a chunk.
class Released {
public:
    explicit Released(SqliteMembers& members) : members_(members) {}
    Released(const Released&) = delete;
    Released& operator=(const Released&) = delete;
    ~Released() { members_.release(); }

private:
    SqliteMembers& members_;
};

void raise_fence(Connection& connection, const Plan& plan) {
    const auto tally = tally_bytes({});
    auto raise = connection.prepare(statements::raise_fence);
    raise.bind(1, plan.job.text())
        .bind(2, static_cast<std::int64_t>(plan.epoch))
        .bind(3, ledger_format)
        .bind(4, plan.source_sha256)
        .bind_blob(5, tally)
        .bind(6, plan.dry_run ? 1 : 0)
        .bind(7, read_now(connection))
        .run();
}

// The fence, raised to the plan's epoch.
Result<Fence> take_over(Connection& connection, const Plan& plan) {
    Transaction transaction(connection);
    const auto before = read_fence(connection, plan.job);
    if (before) {
        if (const auto may = may_take_over(*before, plan); !may)
            return std::unexpected(may.error());
    }
    raise_fence(connection, plan);
    auto fence = read_fence(connection, plan.job);
    ROLLCALL_ASSERT(fence.has_value());
    transaction.commit();
    return *std::move(fence);
}

}  // namespace

struct SqliteLoader::Tools {
    explicit Tools(Connection& connection) : members(connection), chunks(connection) {}
    SqliteMembers members;
    ChunkWriter chunks;
};

class SqliteLoader::SqliteLoad final : public Load {
public:
    struct Start {
        Plan plan;
        Fence fence;
        RowNumbers elsewhere;
    };

    SqliteLoad(SqliteLoader& loader, Start start)
        : loader_(loader),
          plan_(std::move(start.plan)),
          fence_(std::move(start.fence)),
          elsewhere_(std::move(start.elsewhere)) {}

    const Cursor& cursor() const override { return fence_.cursor; }

    Result<void> append(check::Chunk& chunk) override {
        auto committed =
            loader_.store_.alone([&](Connection& connection) { return commit(connection, chunk); });
        if (!committed) return std::unexpected(committed.error());
        fence_ = std::move(committed->fence);
        elsewhere_.merge(committed->decisions.elsewhere);
        chunk.findings = std::move(committed->decisions.findings);
        return {};
    }

    Result<void> note_facts(const std::string& facts_json) override {
        const auto changes = loader_.store_.write([&](Connection& connection) {
            auto note = connection.prepare(statements::note_facts);
            note.bind(1, fence_.upload_id)
                .bind(2, static_cast<std::int64_t>(fence_.epoch))
                .bind(3, facts_json)
                .run();
            return connection.changes();
        });
        if (changes != 1) return lost(plan_.job);
        return {};
    }

private:
    struct Committed {
        Decisions decisions;
        Fence fence;
    };

    Result<Committed> commit(Connection& connection, const check::Chunk& chunk) {
        auto& tools = loader_.tools(connection);
        Transaction transaction(connection);
        const auto now = read_now(connection);
        Committed done{apply_to(connection, chunk, now), {}};
        const auto entry =
            make_entry({fence_.cursor.next_chunk, fence_.cursor.rows_done}, chunk, done.decisions);
        done.fence = moved_past(fence_, entry, done.decisions);
        const Commit commit{entry, fence_, done.fence, now};
        // The fence is asked after the rows, by the update that moves it: whoever took over in the
        // meantime has raised the epoch, and nothing of this chunk stays. But before the entry,
        // which may be there already: a lost lease is told as one, and not as a broken database.
        if (!tools.chunks.advance(commit)) return lost(plan_.job);
        tools.chunks.write(commit);
        transaction.commit();
        return done;
    }

    Decisions apply_to(Connection& connection, const check::Chunk& chunk, std::int64_t now) {
        auto& members = loader_.tools(connection).members;
        members.begin(plan_.job.text(), now);
        const Rules rules{plan_, elsewhere_};
        std::optional<DryRun> dry_run;
        if (plan_.dry_run) dry_run.emplace(connection);
        auto decisions = [&] {
            const Released released(members);
            return apply(chunk, rules, members);
        }();
        if (dry_run) dry_run->undo();
        return decisions;
    }

    SqliteLoader& loader_;
    Plan plan_;
    Fence fence_;
    RowNumbers elsewhere_;
};

SqliteLoader::SqliteLoader(db::sqlite::Store& store) : store_(store) {}

SqliteLoader::~SqliteLoader() {
    store_.alone([&](Connection&) { tools_.reset(); });
}

SqliteLoader::Tools& SqliteLoader::tools(Connection& connection) {
    if (!tools_) tools_ = std::make_unique<Tools>(connection);
    return *tools_;
}

Result<std::unique_ptr<Load>> SqliteLoader::begin(const Plan& plan) {
    auto fence = store_.alone([&](Connection& connection) { return take_over(connection, plan); });
    if (!fence) return std::unexpected(fence.error());
    SqliteLedger ledger(store_);
    SqliteLoad::Start start{plan, *std::move(fence), elsewhere_of(ledger, plan.job)};
    return std::make_unique<SqliteLoad>(*this, std::move(start));
}

}  // namespace rollcall::load::sqlite
