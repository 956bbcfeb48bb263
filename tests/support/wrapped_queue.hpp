// A queue around another: each verb that may change something goes through `around(verb, call)`,
// which decides what becomes of it. Asking goes straight through.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "queue/queue.hpp"

namespace rollcall::queue {

// `Around` calls `call()` and returns its result, or throws. The wrapped queue outlives this.
template <class Around>
class WrappedQueue : public Queue {
public:
    WrappedQueue(Queue& real, Around around) : real_(real), around_(std::move(around)) {}

    Result<Added> add(const NewJob& job) override {
        return around_("add", [&] { return real_.add(job); });
    }
    std::optional<Lease> claim(std::string_view worker, Milliseconds lease) override {
        return around_("claim", [&] { return real_.claim(worker, lease); });
    }
    Result<Renewal> renew(const Fence& fence, Milliseconds lease) override {
        return around_("renew", [&] { return real_.renew(fence, lease); });
    }
    Result<void> note(const Fence& fence, const Note& note) override {
        return around_("note", [&] { return real_.note(fence, note); });
    }
    Result<void> complete(const Fence& fence, const Completion& completion) override {
        return around_("complete", [&] { return real_.complete(fence, completion); });
    }
    Result<Job> fail(const Fence& fence, const Reason& reason, bool retry) override {
        return around_("fail", [&] { return real_.fail(fence, reason, retry); });
    }
    Result<void> end_cancelled(const Fence& fence, std::string_view message) override {
        return around_("end_cancelled", [&] { return real_.end_cancelled(fence, message); });
    }
    Result<void> give_back(const Fence& fence) override {
        return around_("give_back", [&] { return real_.give_back(fence); });
    }
    Result<Job> retry(const JobId& id, const Asker& by) override {
        return around_("retry", [&] { return real_.retry(id, by); });
    }
    Result<Job> cancel(const JobId& id, const Asker& by) override {
        return around_("cancel", [&] { return real_.cancel(id, by); });
    }
    void pause(const Asker& by) override {
        around_("pause", [&] { real_.pause(by); });
    }
    void resume(const Asker& by) override {
        around_("resume", [&] { real_.resume(by); });
    }
    Swept sweep() override {
        return around_("sweep", [&] { return real_.sweep(); });
    }
    std::uint32_t take_back_all() override {
        return around_("take_back_all", [&] { return real_.take_back_all(); });
    }
    Cleaned clean(Instant before, std::uint32_t limit, const Asker& by) override {
        return around_("clean", [&] { return real_.clean(before, limit, by); });
    }
    void log(const JobId& id, std::string_view level, std::string_view text) override {
        around_("log", [&] { real_.log(id, level, text); });
    }

    bool paused() override { return real_.paused(); }
    std::optional<Job> find(const JobId& id) override { return real_.find(id); }
    Page list(const ListQuery& query) override { return real_.list(query); }
    Counts counts(const Scope& scope) override { return real_.counts(scope); }
    UserStats stats(std::string_view user_id) override { return real_.stats(user_id); }
    std::optional<QueuePosition> position(const JobId& id) override { return real_.position(id); }
    bool refers_to(std::string_view sha256) override { return real_.refers_to(sha256); }
    std::vector<LogLine> logs(const JobId& id, std::uint64_t after, std::uint32_t limit) override {
        return real_.logs(id, after, limit);
    }

protected:
    Queue& real() { return real_; }
    const Around& around() const { return around_; }

private:
    Queue& real_;
    Around around_;
};

}  // namespace rollcall::queue
