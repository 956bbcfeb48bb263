#include "load/postgres/loader.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "check/chunk.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/transaction.hpp"
#include "load/apply.hpp"
#include "load/entry.hpp"
#include "load/fence.hpp"
#include "load/loader.hpp"
#include "load/postgres/fence.hpp"
#include "load/postgres/ledger.hpp"
#include "load/postgres/member_table.hpp"
#include "load/postgres/members.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::Transaction;

// So often members are read and decided anew when others change them in the meantime. Who is in the
// way the last time too is a trigger that leaves rows out.
constexpr int tries_max = 5;

// The fence, raised to the plan's epoch.
Result<Fence> take_over(Connection& connection, const Plan& plan) {
    if (const auto before = read_fence(connection, plan.job)) {
        if (const auto may = may_take_over(*before, plan); !may)
            return std::unexpected(may.error());
    }
    raise_fence(connection, plan);
    // Asked again: another may have begun since.
    auto fence = read_fence(connection, plan.job);
    if (!fence) return lost(plan.job);
    if (const auto may = may_take_over(*fence, plan); !may) return std::unexpected(may.error());
    return *std::move(fence);
}

}  // namespace

class PostgresLoader::PostgresLoad final : public Load {
public:
    struct Start {
        Plan plan;
        Fence fence;
        RowNumbers elsewhere;
        MemberTable table;
    };

    PostgresLoad(PostgresLoader& loader, Start start)
        : loader_(loader),
          plan_(std::move(start.plan)),
          fence_(std::move(start.fence)),
          elsewhere_(std::move(start.elsewhere)),
          table_(std::move(start.table)) {}

    const Cursor& cursor() const override { return fence_.cursor; }

    Result<void> append(check::Chunk& chunk) override {
        Fence moved;  // by the last try, whose commit may come into doubt
        auto committed = loader_.store_.write(
            [&](Connection& connection, const Transaction&) {
                auto tried = commit(connection, chunk);
                if (tried) moved = tried->fence;
                return tried;
            },
            [&](Connection& connection) { return stands_in_ledger(connection, moved); }
        );
        if (!committed) return std::unexpected(committed.error());
        fence_ = std::move(committed->fence);
        elsewhere_.merge(committed->decisions.elsewhere);
        chunk.findings = std::move(committed->decisions.findings);
        return {};
    }

    Result<void> note_facts(const std::string& facts_json) override {
        const auto changes = loader_.store_.write([&](Connection& connection, const Transaction&) {
            auto& note = connection.prepared(statements::note_facts);
            return note.bind(1, fence_.upload_id)
                .bind(2, static_cast<std::int64_t>(fence_.epoch))
                .bind(3, facts_json)
                .run();
        });
        if (changes != 1) return lost(plan_.job);
        return {};
    }

private:
    struct Committed {
        Decisions decisions;
        Fence fence;
    };

    // Refused, it leaves nothing that the transaction could commit.
    Result<Committed> commit(Connection& connection, const check::Chunk& chunk) const {
        connection.execute(std::string(statements::begin_chunk));
        auto decisions = load_members(connection, chunk);
        if (!decisions) return std::unexpected(decisions.error());
        // A dry run takes every step of a real one, so that the database itself says what it would
        // refuse.
        if (plan_.dry_run) undo(connection);
        const auto entry =
            make_entry({fence_.cursor.next_chunk, fence_.cursor.rows_done}, chunk, *decisions);
        auto moved = moved_past(fence_, entry, *decisions);
        if (!write_entry(connection, {entry, fence_, moved})) {
            undo(connection);
            return lost(plan_.job);
        }
        return Committed{*std::move(decisions), std::move(moved)};
    }

    Result<Decisions> load_members(Connection& connection, const check::Chunk& chunk) const {
        for (int next_try = 1; next_try <= tries_max; ++next_try) {
            using enum PostgresMembers::Missing;
            const auto missing = next_try < tries_max ? undoes_all : is_refused;
            if (auto decisions = try_members(connection, chunk, missing))
                return *std::move(decisions);
            undo(connection);
            // The other may have been this job's next attempt.
            if (!still_stands(connection, fence_)) return lost(plan_.job);
        }
        throw Failure("load a chunk of " + plan_.job.text() + ": its changes were kept before");
    }

    // Nothing: others changed members since they were read.
    std::optional<Decisions> try_members(
        Connection& connection,
        const check::Chunk& chunk,
        PostgresMembers::Missing missing
    ) const {
        PostgresMembers members(connection, {chunk, plan_, table_});
        const Rules rules{plan_, elsewhere_};
        members.look_up();
        auto decisions = apply(chunk, rules, members);
        if (!members.write(missing)) return std::nullopt;
        if (members.any_refused()) decisions = apply(chunk, rules, members);
        return decisions;
    }

    static void undo(Connection& connection) { connection.execute("ROLLBACK TO chunk"); }

    PostgresLoader& loader_;
    Plan plan_;
    Fence fence_;
    RowNumbers elsewhere_;
    MemberTable table_;
};

Result<std::unique_ptr<Load>> PostgresLoader::begin(const Plan& plan) {
    auto fence = store_.write([&](Connection& connection, const Transaction&) {
        return take_over(connection, plan);
    });
    if (!fence) return std::unexpected(fence.error());
    PostgresLedger ledger(store_);
    auto table = mapping_ ? mapped_table(*store_.borrow(), *mapping_) : own_table();
    PostgresLoad::Start start{
        plan, *std::move(fence), elsewhere_of(ledger, plan.job), std::move(table)};
    return std::make_unique<PostgresLoad>(*this, std::move(start));
}

}  // namespace rollcall::load::postgres
