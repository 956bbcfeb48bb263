// The queue in SQL that Bull sees in Redis.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/elsewhere.hpp"
#include "queue/bull/mirror/hints.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/bull/mirror/relay.hpp"
#include "queue/bull/mirror/repeater.hpp"
#include "queue/bull/mirror/survey.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::queue::bull::mirror {

// SQL decides each verb. Redis is asked by a claim alone, whether a Bull worker has the job in
// hand, or an administrator removed it; one that does not answer is as good as none. What changed
// is marked in SQL, for the relay.
class BullQueue final : public Queue {
public:
    // All outlive this.
    struct Parts {
        sql::SqlQueue& queue;
        sql::Mirrored& mirrored;
        Canvas& canvas;
        Survey& survey;
        const Style& style;
        Relay& relay;
        Hints& hints;                  // of jobs that a Bull worker has
        Repeater* repeater = nullptr;  // none: where no Bull producer's jobs are run
    };
    explicit BullQueue(Parts parts) : parts_(parts), elsewhere_(parts.queue) {}

    Result<Added> add(const NewJob& job) override { return parts_.queue.add(job); }
    // A job that turns out to be a Bull worker's stays that one's, one that was removed in Redis is
    // cancelled, and the next is claimed. Nothing is where the queue turns out to be paused in
    // Redis: then it is here, too.
    std::optional<Lease> claim(std::string_view worker, std::chrono::milliseconds lease) override;

    // The lock that Bull sees is held longer, too.
    Result<Renewal> renew(const Fence& fence, std::chrono::milliseconds lease) override;
    Result<void> note(const Fence& fence, const Note& note) override {
        return parts_.queue.note(fence, note);
    }
    Result<void> complete(const Fence& fence, const Completion& completion) override {
        return parts_.queue.complete(fence, completion);
    }
    Result<Job> fail(const Fence& fence, const Reason& reason, bool retry) override {
        return parts_.queue.fail(fence, reason, retry);
    }
    Result<void> end_cancelled(const Fence& fence, std::string_view message) override {
        return parts_.queue.end_cancelled(fence, message);
    }
    Result<void> give_back(const Fence& fence) override { return parts_.queue.give_back(fence); }

    Result<Job> retry(const JobId& id, const Asker& by) override {
        return parts_.queue.retry(id, by);
    }
    Result<Job> cancel(const JobId& id, const Asker& by) override {
        return parts_.queue.cancel(id, by);
    }

    // Bull's workers know at once, too.
    void pause(const Asker& by) override;
    void resume(const Asker& by) override;
    bool paused() override { return parts_.queue.paused(); }

    std::optional<Job> find(const JobId& id) override { return parts_.queue.find(id); }
    Page list(const ListQuery& query) override { return parts_.queue.list(query); }
    Counts counts(const Scope& scope) override { return parts_.queue.counts(scope); }
    UserStats stats(std::string_view user_id) override { return parts_.queue.stats(user_id); }
    std::optional<QueuePosition> position(const JobId& id) override {
        return parts_.queue.position(id);
    }
    bool refers_to(std::string_view file_sha256) override {
        return parts_.queue.refers_to(file_sha256);
    }

    queue::Swept sweep() override { return parts_.queue.sweep(); }
    std::uint32_t take_back_all() override { return parts_.queue.take_back_all(); }
    Cleaned clean(Instant before, std::uint32_t limit, const Asker& by) override {
        return parts_.queue.clean(before, limit, by);
    }

    // Bull's log has the line, too.
    void log(const JobId& id, std::string_view level, std::string_view text) override;
    std::vector<LogLine> logs(const JobId& id, std::uint64_t after, std::uint32_t limit) override {
        return parts_.queue.logs(id, after, limit);
    }

private:
    bool is_ours(const Lease& lease);
    Drawn take(const sql::NamedJob& job);
    void go_on_repeating(const std::string& bull_id);
    Drawn take_again(Picture picture);
    Drawn take_unless_paused(const Picture& picture);
    void pause_as_redis(const Fence& fence);
    void show_pause();

    Parts parts_;
    Elsewhere elsewhere_;
};

}  // namespace rollcall::queue::bull::mirror
