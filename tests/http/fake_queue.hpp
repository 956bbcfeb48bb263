// A queue in memory that keeps the promises the API leans on. Used by one thread.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "queue/queue.hpp"

namespace rollcall::tests {

class FakeQueue final : public queue::Queue {
public:
    explicit FakeQueue(const Clock& clock) : clock_(clock) {}

    // Newest last; a test may change what a worker would change.
    std::vector<queue::Job> jobs;
    std::optional<Error> next_add_refuses;
    std::vector<std::string> asked_from;  // of each change, in order

    queue::Job& job(const JobId& id) { return *std::ranges::find(jobs, id, &queue::Job::id); }

    Result<queue::Added> add(const queue::NewJob& job) override {
        asked_from.push_back(job.origin);
        if (next_add_refuses) {
            return std::unexpected(*std::exchange(next_add_refuses, std::nullopt));
        }
        if (job.idempotency) {
            const auto known = keys_.find(job.owner.user_id + ' ' + job.idempotency->key);
            if (known != keys_.end() && known->second.first != job.idempotency->fingerprint) {
                return refuse(Errc::idempotency_key_reused, "This key stood for another file.");
            }
            if (known != keys_.end()) return queue::Added{*find(known->second.second), true};
            keys_[job.owner.user_id + ' ' + job.idempotency->key] = {
                job.idempotency->fingerprint, job.id};
        }
        if (const auto* same = same_bytes(job); same != nullptr && !job.force) {
            return std::unexpected(Error{
                Errc::conflict, "The same file was uploaded lately.", same->id.text()});
        }
        jobs.push_back(record_of(job));
        return queue::Added{jobs.back(), false};
    }

    std::optional<queue::Lease> claim(std::string_view, Milliseconds) override { return {}; }
    Result<queue::Renewal> renew(const queue::Fence&, Milliseconds) override { return lost(); }
    Result<void> note(const queue::Fence&, const queue::Note&) override { return lost(); }
    Result<void> complete(const queue::Fence&, const queue::Completion&) override { return lost(); }
    Result<queue::Job> fail(const queue::Fence&, const queue::Reason&, bool) override {
        return lost();
    }
    Result<void> end_cancelled(const queue::Fence&, std::string_view) override { return lost(); }
    Result<void> give_back(const queue::Fence&) override { return lost(); }

    Result<queue::Job> retry(const JobId& id, const queue::Asker& by) override {
        asked_from.emplace_back(by.origin);
        auto& job = this->job(id);
        if (job.state != queue::JobState::failed) {
            return refuse(Errc::wrong_state, "Only failed jobs can be retried.");
        }
        job.state = queue::JobState::waiting;
        return job;
    }
    Result<queue::Job> cancel(const JobId& id, const queue::Asker& by) override {
        asked_from.emplace_back(by.origin);
        auto& job = this->job(id);
        if (queue::is_final(job.state)) return refuse(Errc::wrong_state, "The job has ended.");
        job.message = "cancelled by " + std::string(by.shown());
        if (job.state == queue::JobState::active)
            job.cancel_requested = true;
        else
            job.state = queue::JobState::cancelled;
        return job;
    }

    void pause(const queue::Asker& by) override {
        asked_from.emplace_back(by.origin);
        paused_ = true;
    }
    void resume(const queue::Asker& by) override {
        asked_from.emplace_back(by.origin);
        paused_ = false;
    }
    bool paused() override { return paused_; }

    std::optional<queue::Job> find(const JobId& id) override {
        const auto found = std::ranges::find(jobs, id, &queue::Job::id);
        if (found == jobs.end()) return std::nullopt;
        return shown(*found);
    }
    // The cursor is how many jobs stood on the pages before.
    queue::Page list(const queue::ListQuery& query) override {
        queue::Page page;
        const auto skip = query.cursor.empty() ? 0U : std::stoul(query.cursor);
        std::size_t met = 0;
        for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
            if (!is_meant(*job, query) || met++ < skip) continue;
            if (page.jobs.size() == query.limit) {
                page.next_cursor = std::to_string(met - 1);
                break;
            }
            page.jobs.push_back(shown(*job));
        }
        return page;
    }
    queue::Counts counts(const queue::Scope& scope) override {
        queue::Counts counts;
        for (const auto& job : jobs) {
            if (is_within(job, scope)) ++count_of(counts, job.state);
        }
        return counts;
    }
    queue::UserStats stats(std::string_view user_id) override {
        queue::UserStats stats;
        for (const auto& job : jobs) {
            if (job.owner.user_id != user_id) continue;
            ++stats.uploads;
            if (job.state == queue::JobState::completed) ++stats.successful;
            if (job.state == queue::JobState::failed) ++stats.failed;
            if (queue::is_final(job.state)) stats.finished.push_back(job.id);
        }
        return stats;
    }
    std::optional<queue::QueuePosition> position(const JobId& id) override {
        std::uint64_t position = 0;
        for (const auto& job : jobs) {
            if (job.state != queue::JobState::waiting) continue;
            ++position;
            if (job.id == id) return queue::QueuePosition{position, std::chrono::seconds(30)};
        }
        return std::nullopt;
    }
    bool refers_to(std::string_view sha256) override {
        return std::ranges::any_of(jobs, [&](const auto& job) {
            return job.file_sha256 == sha256;
        });
    }

    queue::Swept sweep() override { return {}; }
    std::uint32_t take_back_all() override { return 0; }
    queue::Cleaned clean(Instant before, std::uint32_t limit, const queue::Asker& by) override {
        asked_from.emplace_back(by.origin);
        queue::Cleaned cleaned;
        std::erase_if(jobs, [&](const auto& job) {
            if (cleaned.removed.size() == limit || !job.finished_at) return false;
            if (*job.finished_at >= before) return false;
            cleaned.removed.push_back(job);
            return true;
        });
        return cleaned;
    }

    void log(const JobId& id, std::string_view level, std::string_view text) override {
        auto& lines = lines_[id];
        lines.push_back({lines.size() + 1, clock_.now(), std::string(level), std::string(text)});
    }
    std::vector<LogLine> logs(const JobId& id, std::uint64_t after, std::uint32_t limit) override {
        std::vector<LogLine> lines;
        for (const auto& line : lines_[id]) {
            if (line.number > after && lines.size() < limit) lines.push_back(line);
        }
        return lines;
    }

private:
    static std::unexpected<Error> lost() { return refuse(Errc::lease_lost, "No lease."); }

    queue::Job record_of(const queue::NewJob& job) const {
        queue::Job record;
        record.id = job.id;
        record.owner = job.owner;
        record.file_name = job.file_name;
        record.file_size = job.file_size;
        record.file_sha256 = job.file_sha256;
        record.mode = job.mode;
        record.dry_run = job.dry_run;
        record.priority = job.priority;
        record.state = job.run_at ? queue::JobState::delayed : queue::JobState::waiting;
        record.run_at = job.run_at;
        record.created_at = clock_.now();
        return record;
    }
    const queue::Job* same_bytes(const queue::NewJob& job) const {
        const auto found = std::ranges::find_if(jobs, [&](const queue::Job& one) {
            return one.file_sha256 == job.file_sha256 && one.mode == job.mode &&
                   one.owner.user_id == job.owner.user_id && !one.dry_run && !job.dry_run;
        });
        return found == jobs.end() ? nullptr : &*found;
    }
    queue::Job shown(queue::Job job) const {
        if (paused_ && job.state == queue::JobState::waiting) job.state = queue::JobState::paused;
        return job;
    }
    static bool is_within(const queue::Job& job, const queue::Scope& scope) {
        const auto& owner = job.owner;
        if (!scope.province_code.empty() && scope.province_code != owner.province_code) {
            return false;
        }
        if (scope.user_id.empty() && scope.municipality_code.empty()) return true;
        return (!scope.user_id.empty() && scope.user_id == owner.user_id) ||
               (!scope.municipality_code.empty() &&
                scope.municipality_code == owner.municipality_code);
    }
    bool is_meant(const queue::Job& job, const queue::ListQuery& query) const {
        const auto text = fold_case(query.text);
        return is_within(job, query.scope) && (!query.state || shown(job).state == *query.state) &&
               (fold_case(job.file_name).contains(text) || fold_case(job.owner.email).contains(text)
               );
    }
    std::uint64_t& count_of(queue::Counts& counts, queue::JobState state) const {
        using queue::JobState;
        switch (state) {
            case JobState::waiting: return paused_ ? counts.paused : counts.waiting;
            case JobState::delayed: return counts.delayed;
            case JobState::active: return counts.active;
            case JobState::completed: return counts.completed;
            case JobState::failed: return counts.failed;
            case JobState::cancelled: return counts.cancelled;
            case JobState::paused: break;
        }
        return counts.paused;
    }

    const Clock& clock_;
    bool paused_ = false;
    std::map<std::string, std::pair<std::string, JobId>> keys_;
    std::map<JobId, std::vector<LogLine>> lines_;
};

}  // namespace rollcall::tests
