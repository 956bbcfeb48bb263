// What is told without changing anything: on reading connections, beside whoever writes.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <bits/chrono.h>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "db/sqlite/connection.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::sqlite::Connection;
using db::sqlite::Statement;

constexpr std::chrono::hours durations_count{24};

// The part of a statement behind WHERE, grown clause by clause: only what is asked for stands
// there, so that its index serves it.
class Filter {
public:
    explicit Filter(const Scope& scope) {
        if (!scope.province_code.empty()) demand("province_code = ?", {scope.province_code});
        if (!scope.user_id.empty() && !scope.municipality_code.empty()) {
            demand(
                "(user_id = ? OR municipality_code = ?)", {scope.user_id, scope.municipality_code}
            );
        } else if (!scope.user_id.empty()) {
            demand("user_id = ?", {scope.user_id});
        } else if (!scope.municipality_code.empty()) {
            demand("municipality_code = ?", {scope.municipality_code});
        }
    }

    void demand(std::string_view clause, std::initializer_list<std::string_view> texts) {
        where_ += where_.empty() ? " WHERE " : " AND ";
        where_ += clause;
        for (const auto text : texts)
            texts_.emplace_back(text);
    }

    const std::string& where() const { return where_; }

    // Binds the clauses' texts; returns the next free parameter.
    int bind_to(Statement& statement) const {
        int next = 1;
        for (const auto& text : texts_)
            statement.bind(next++, text);
        return next;
    }

private:
    std::string where_;
    std::vector<std::string> texts_;
};

void demand_state(Filter& filter, JobState state) {
    constexpr std::string_view waits = "state = 'waiting' AND (SELECT paused FROM queue_state) = ";
    if (state == JobState::waiting) {
        filter.demand(std::string(waits) + "0", {});
    } else if (state == JobState::paused) {
        filter.demand(std::string(waits) + "1", {});
    } else {
        filter.demand("state = ?", {to_string(state)});
    }
}

// A cursor is the number of the page's last job. What is no cursor of ours is behind every job.
std::int64_t before_of(const std::string& cursor) {
    if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
    std::int64_t before = 0;
    const auto* end = cursor.data() + cursor.size();
    const auto read = std::from_chars(cursor.data(), end, before);
    return read.ec == std::errc{} && read.ptr == end ? before : 0;
}

std::uint64_t& count_of(Counts& counts, JobState state) {
    switch (state) {
        case JobState::waiting: return counts.waiting;
        case JobState::delayed: return counts.delayed;
        case JobState::active: return counts.active;
        case JobState::completed: return counts.completed;
        case JobState::failed: return counts.failed;
        case JobState::cancelled: return counts.cancelled;
        case JobState::paused: break;
    }
    return counts.paused;
}

JobState state_in(const Statement& row, int column, bool paused) {
    const auto state = parse_job_state(row.text(column));
    if (!state) throw Failure("read a job's state", Broken::corrupt_data);
    return *state == JobState::waiting && paused ? JobState::paused : *state;
}

// With all workers busy one of `active` jobs ends every mean/active; with none busy the first
// waiting job starts at once.
std::optional<std::chrono::seconds> estimate(const Statement& row) {
    const bool paused = row.integer(2) != 0;
    if (paused || row.is_null(3)) return std::nullopt;
    const auto ahead = row.integer(0);
    const auto active = row.integer(1);
    const std::chrono::milliseconds mean{row.integer(3)};
    const auto wait = active > 0 ? mean * (ahead + 1) / active : mean * ahead;
    return std::chrono::ceil<std::chrono::seconds>(wait);
}

}  // namespace

std::optional<Job> SqlQueue::find(const JobId& id) {
    return store_.read([&](Connection& reader) -> std::optional<Job> {
        auto find = reader.prepare(statements::find);
        find.bind(1, id.text());
        return find.step() ? std::optional(job_from(find)) : std::nullopt;
    });
}

Page SqlQueue::list(const ListQuery& query) {
    Filter filter(query.scope);
    if (query.state) demand_state(filter, *query.state);
    if (const auto text = fold_case(query.text); !text.empty()) {
        filter.demand(
            "(instr(lower(file_name), ?) > 0 OR instr(lower(email), ?) > 0)", {text, text}
        );
    }
    filter.demand("number < ?", {});
    const auto limit = std::max(query.limit, 1U);

    return store_.read([&](Connection& reader) {
        auto list = reader.prepare(
            "SELECT (SELECT paused FROM queue_state), * FROM jobs" + filter.where() +
            " ORDER BY number DESC LIMIT ?"
        );
        const auto next = filter.bind_to(list);
        list.bind(next, before_of(query.cursor)).bind(next + 1, std::int64_t{limit} + 1);
        Page page;
        std::int64_t last = 0;
        while (list.step()) {
            if (page.jobs.size() == limit) {
                page.next_cursor = std::to_string(last);
                break;
            }
            page.jobs.push_back(job_from(list));
            last = number_from(list);
        }
        return page;
    });
}

Counts SqlQueue::counts(const Scope& scope) {
    const Filter filter(scope);
    return store_.read([&](Connection& reader) {
        auto count = reader.prepare(
            "SELECT state, count(*), (SELECT paused FROM queue_state) FROM jobs" + filter.where() +
            " GROUP BY state"
        );
        filter.bind_to(count);
        Counts counts;
        while (count.step()) {
            const auto state = state_in(count, 0, count.integer(2) != 0);
            count_of(counts, state) = static_cast<std::uint64_t>(count.integer(1));
        }
        return counts;
    });
}

UserStats SqlQueue::stats(std::string_view user_id) {
    return store_.read([&](Connection& reader) {
        auto rows = reader.prepare(statements::stats);
        rows.bind(1, user_id);
        UserStats stats;
        std::chrono::milliseconds processing{0};
        while (rows.step()) {
            const auto state = state_in(rows, 0, false);
            ++stats.uploads;
            stats.successful += static_cast<std::uint64_t>(state == JobState::completed);
            stats.failed += static_cast<std::uint64_t>(state == JobState::failed);
            stats.cancelled += static_cast<std::uint64_t>(state == JobState::cancelled);
            processing += std::chrono::milliseconds{rows.integer(2)};
            const auto id = JobId::parse(rows.text(1));
            if (id && is_final(state)) stats.finished.push_back(*id);
        }
        if (stats.successful > 0) {
            stats.average_processing = processing / static_cast<std::int64_t>(stats.successful);
        }
        return stats;
    });
}

std::optional<QueuePosition> SqlQueue::position(const JobId& id) {
    return store_.read([&](Connection& reader) -> std::optional<QueuePosition> {
        const auto now = clock_.now();
        auto position = reader.prepare(statements::position);
        position.bind(1, id.text())
            .bind(2, std::int64_t{now.time_since_epoch().count()})
            .bind(3, std::int64_t{limits_.aging.count()})
            .bind(4, std::int64_t{(now - durations_count).time_since_epoch().count()});
        if (!position.step()) return std::nullopt;
        return QueuePosition{
            .position = static_cast<std::uint64_t>(position.integer(0)) + 1,
            .estimated_wait = estimate(position)};
    });
}

bool SqlQueue::refers_to(std::string_view file_sha256) {
    return store_.read([&](Connection& reader) {
        auto refers = reader.prepare(statements::refers_to);
        refers.bind(1, file_sha256);
        return refers.step();
    });
}

std::vector<Queue::LogLine>
SqlQueue::logs(const JobId& id, std::uint64_t after, std::uint32_t limit) {
    return store_.read([&](Connection& reader) {
        auto rows = reader.prepare(statements::logs);
        rows.bind(1, id.text())
            .bind(2, static_cast<std::int64_t>(after))
            .bind(3, std::int64_t{limit});
        std::vector<LogLine> lines;
        while (rows.step()) {
            lines.push_back(
                {.number = static_cast<std::uint64_t>(rows.integer(0)),
                 .at = Instant{Milliseconds{rows.integer(1)}},
                 .level = std::string(rows.text(2)),
                 .text = std::string(rows.text(3))}
            );
        }
        return lines;
    });
}

}  // namespace rollcall::queue::sql
