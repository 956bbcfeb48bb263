#include "queue/sql/mirrored.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Query;
using db::Session;

// Whoever took something and did not settle it for so long has died.
constexpr std::chrono::seconds taken_max{10};

constexpr std::int64_t backoff_is_ours = -1;

void run(Session& session, std::string_view sql) {
    session.query(sql).step();
}

// The job of a row with Bull's name of it behind.
NamedJob named(const Query& row) {
    auto job = job_from(row);
    const auto column = column_behind_job(0);
    auto name = row.is_null(column) ? job.id.text() : std::string(row.text(column));
    return {std::move(name), std::move(job)};
}

Stale stale(const Query& row) {
    constexpr int jobs_number = 1;
    const auto id = column_behind_job(0);
    const auto name = column_behind_job(1);
    Stale stale;
    stale.bull_id = std::string(row.text(row.is_null(name) ? id : name));
    if (!row.is_null(jobs_number)) stale.job = job_from(row);
    return stale;
}

}  // namespace

void Mirrored::begin() {
    database_.write([](Session& session) {
        if (session.query(statements::mirror_begin).step()) {
            run(session, statements::outbox_mark_open);
        }
    });
}

void Mirrored::end() {
    database_.write([](Session& session) {
        if (!session.query(statements::mirror_end).step()) return;
        run(session, "DELETE FROM bull_outbox");
        run(session, "DELETE FROM bull_memory");
    });
}

std::vector<Stale> Mirrored::take(std::string_view taker, std::uint32_t limit) {
    return database_.write([&](Session& session) {
        {
            const auto now = session.now();
            auto take = session.query(statements::outbox_take);
            take.with(taker).with(now).with(now - taken_max).with(std::int64_t{limit});
            take.step();
        }
        auto rows = session.query(statements::outbox_taken);
        rows.with(taker);
        std::vector<Stale> taken;
        while (rows.step())
            taken.push_back(stale(rows));
        return taken;
    });
}

void Mirrored::settle(std::string_view taker) {
    database_.write([&](Session& session) {
        for (const auto sql : {statements::bull_forget, statements::outbox_settle}) {
            auto forget = session.query(sql);
            forget.with(taker);
            forget.step();
        }
    });
}

void Mirrored::mark(const JobId& id) {
    database_.write([&](Session& session) {
        auto mark = session.query(statements::outbox_mark);
        mark.with(id.text());
        mark.step();
    });
}

bool Mirrored::is_marked(const JobId& id) {
    return database_.read([&](Session& session) {
        auto row = session.query("SELECT 1 FROM bull_outbox WHERE job_id = ?1");
        row.with(id.text());
        return row.step();
    });
}

void Mirrored::mark_open() {
    database_.write([](Session& session) { run(session, statements::outbox_mark_open); });
}

std::uint64_t Mirrored::marked() {
    return database_.read([](Session& session) {
        auto count = session.query("SELECT count(*) FROM bull_outbox");
        count.step();
        return static_cast<std::uint64_t>(count.integer(0));
    });
}

Mirrored::Page Mirrored::open(std::int64_t after, std::uint32_t limit) {
    return database_.read([&](Session& session) {
        auto rows = session.query(statements::open);
        rows.with(after).with(std::int64_t{limit});
        Page page;
        while (rows.step()) {
            page.jobs.push_back(named(rows));
            page.last = number_from(rows);
        }
        return page;
    });
}

std::vector<NamedJob> Mirrored::elsewhere() {
    return database_.read([&](Session& session) {
        auto rows = session.query(statements::elsewhere);
        std::vector<NamedJob> jobs;
        while (rows.step())
            jobs.push_back(named(rows));
        return jobs;
    });
}

std::optional<NamedJob> Mirrored::find(std::string_view bull_id) {
    return database_.read([&](Session& session) -> std::optional<NamedJob> {
        auto row = session.query(statements::find_bull);
        row.with(bull_id);
        if (!row.step()) return std::nullopt;
        return named(row);
    });
}

BullJob Mirrored::known(const JobId& id) {
    return database_.read([&](Session& session) {
        auto row = session.query(statements::bull_known);
        row.with(id.text());
        if (!row.step()) return BullJob{.id = id, .bull_id = id.text()};
        BullJob job{
            .id = id,
            .bull_id = std::string(row.text(0)),
            .timeout = std::chrono::milliseconds{row.integer(1)}};
        job.backoff = backoff_from(row);
        return job;
    });
}

void Mirrored::remember(const BullJob& job) {
    database_.write([&](Session& session) {
        for (const auto sql : {statements::bull_give_way, statements::bull_give_way_own}) {
            auto give_way = session.query(sql);
            give_way.with(job.bull_id);
            give_way.step();
        }
        auto remember = session.query(statements::bull_remember);
        remember.with(job.id.text()).with(job.bull_id).with(std::int64_t{job.timeout.count()});
        remember.with(job.backoff ? std::int64_t{job.backoff->delay.count()} : backoff_is_ours);
        remember.with(std::int64_t{job.backoff && job.backoff->grows});
        remember.step();
    });
}

void Mirrored::give_way(const JobId& id) {
    database_.write([&](Session& session) {
        auto give_way = session.query(statements::bull_give_way_job);
        give_way.with(id.text());
        give_way.step();
    });
}

void Mirrored::forget(const JobId& id) {
    database_.write([&](Session& session) {
        auto forget = session.query("DELETE FROM bull_jobs WHERE job_id = ?1");
        forget.with(id.text());
        forget.step();
    });
}

std::optional<Memory> Mirrored::memory() {
    return database_.read([](Session& session) -> std::optional<Memory> {
        auto row = session.query(statements::memory);
        if (!row.step()) return std::nullopt;
        return Memory{
            .run_id = std::string(row.text(0)),
            .canary = std::string(row.text(1)),
            .counter = row.integer(2)};
    });
}

void Mirrored::remember(const Memory& memory) {
    database_.write([&](Session& session) {
        auto set = session.query(statements::memory_set);
        set.with(memory.run_id).with(memory.canary).with(memory.counter);
        set.step();
    });
}

}  // namespace rollcall::queue::sql
