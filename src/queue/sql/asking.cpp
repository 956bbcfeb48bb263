// What is told without changing anything: on reading connections, beside whoever writes.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
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
#include "db/database.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"
#include "queue/sql/twins.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Query;
using db::Session;

constexpr std::chrono::hours durations_count{24};

// The part of a statement behind WHERE, grown clause by clause: only what is asked for stands
// there, so that its index serves it.
class Filter {
public:
    explicit Filter(const Scope& scope) {
        if (!scope.province_code.empty()) demand("province_code = " + place(scope.province_code));
        if (!scope.user_id.empty() && !scope.municipality_code.empty()) {
            const auto user = "user_id = " + place(scope.user_id);
            const auto area = "municipality_code = " + place(scope.municipality_code);
            demand("(" + user + " OR " + area + ")");
        } else if (!scope.user_id.empty()) {
            demand("user_id = " + place(scope.user_id));
        } else if (!scope.municipality_code.empty()) {
            demand("municipality_code = " + place(scope.municipality_code));
        }
    }

    void demand(std::string_view clause) {
        where_ += where_.empty() ? " WHERE " : " AND ";
        where_ += clause;
    }
    // What stands for a text in a clause.
    std::string place(std::string_view text) {
        texts_.emplace_back(text);
        return '?' + std::to_string(texts_.size());
    }

    const std::string& where() const { return where_; }
    // The parameters behind those of the clauses, from 1.
    std::string behind(std::size_t further) const {
        return '?' + std::to_string(texts_.size() + further);
    }
    void give_to(Query& query) const {
        for (const auto& text : texts_)
            query.with(std::string_view(text));
    }

private:
    std::string where_;
    std::vector<std::string> texts_;
};

void demand_state(Filter& filter, JobState state) {
    constexpr std::string_view waits = "state = 'waiting' AND (SELECT paused FROM queue_state) = ";
    if (state == JobState::waiting) {
        filter.demand(std::string(waits) + "0");
    } else if (state == JobState::paused) {
        filter.demand(std::string(waits) + "1");
    } else {
        filter.demand("state = " + filter.place(to_string(state)));
    }
}

// LIKE is the one search for a part that both databases have; its signs stand for themselves here.
void demand_text(Filter& filter, std::string_view folded) {
    std::string pattern = "%";
    for (const char letter : folded) {
        if (letter == '%' || letter == '_' || letter == '!') pattern += '!';
        pattern += letter;
    }
    const auto place = filter.place(pattern + '%');
    filter.demand(
        "(lower(file_name) LIKE " + place + " ESCAPE '!' OR lower(email) LIKE " + place +
        " ESCAPE '!')"
    );
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

JobState state_in(const Query& row, int column, bool paused) {
    const auto state = parse_job_state(row.text(column));
    if (!state) throw Failure("read a job's state", Broken::corrupt_data);
    return *state == JobState::waiting && paused ? JobState::paused : *state;
}

// With all workers busy one of `active` jobs ends every mean/active; with none busy the first
// waiting job starts at once.
std::optional<std::chrono::seconds> estimate(const Query& row) {
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
    return database_.read([&](Session& session) -> std::optional<Job> {
        return find_within(session, id);
    });
}

Page SqlQueue::list(const ListQuery& query) {
    Filter filter(query.scope);
    if (query.state) demand_state(filter, *query.state);
    if (const auto text = fold_case(query.text); !text.empty()) demand_text(filter, text);
    filter.demand("number < " + filter.behind(1));
    const auto limit = std::max(query.limit, 1U);

    return database_.read([&](Session& session) {
        auto list = session.query(
            "SELECT (SELECT paused FROM queue_state), * FROM jobs" + filter.where() +
            " ORDER BY number DESC LIMIT " + filter.behind(2)
        );
        filter.give_to(list);
        list.with(before_of(query.cursor)).with(std::int64_t{limit} + 1);
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
    return database_.read([&](Session& session) {
        auto count = session.query(
            "SELECT state, count(*), (SELECT paused FROM queue_state) FROM jobs" + filter.where() +
            " GROUP BY state"
        );
        filter.give_to(count);
        Counts counts;
        while (count.step()) {
            const auto state = state_in(count, 0, count.integer(2) != 0);
            count_of(counts, state) = static_cast<std::uint64_t>(count.integer(1));
        }
        return counts;
    });
}

UserStats SqlQueue::stats(std::string_view user_id) {
    return database_.read([&](Session& session) {
        auto rows = session.query(statements::stats);
        rows.with(user_id);
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
    return database_.read([&](Session& session) -> std::optional<QueuePosition> {
        const auto now = session.now();
        auto position = session.query(twins::position);
        position.with(id.text())
            .with(now)
            .with(std::int64_t{limits_.aging.count()})
            .with(now - durations_count);
        if (!position.step()) return std::nullopt;
        return QueuePosition{
            .position = static_cast<std::uint64_t>(position.integer(0)) + 1,
            .estimated_wait = estimate(position)};
    });
}

bool SqlQueue::refers_to(std::string_view file_sha256) {
    return database_.read([&](Session& session) {
        auto refers = session.query(statements::refers_to);
        refers.with(file_sha256);
        return refers.step();
    });
}

std::vector<Queue::LogLine>
SqlQueue::logs(const JobId& id, std::uint64_t after, std::uint32_t limit) {
    return database_.read([&](Session& session) {
        auto rows = session.query(statements::logs);
        rows.with(id.text()).with(static_cast<std::int64_t>(after)).with(std::int64_t{limit});
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
