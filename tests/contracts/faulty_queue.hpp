// A queue whose n-th changing call breaks, before or after its effect: as when the connection to
// the store is lost, and nobody knows whether the commit arrived.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/failure.hpp"
#include "queue/queue.hpp"

namespace rollcall::queue {

enum class BreaksWhen : std::uint8_t { before_its_effect, after_its_effect };

// Used by one thread.
class FaultyQueue final : public Queue {
public:
    FaultyQueue(Queue& real, int broken_call, BreaksWhen when)
        : real_(real), broken_call_(broken_call), when_(when) {}

    // Whether there were as many calls.
    bool has_broken() const { return calls_ >= broken_call_; }

    Result<Added> add(const NewJob& job) override {
        return around([&] { return real_.add(job); });
    }
    std::optional<Lease> claim(std::string_view worker, Milliseconds lease) override {
        return around([&] { return real_.claim(worker, lease); });
    }
    Result<Renewal> renew(const Fence& fence, Milliseconds lease) override {
        return around([&] { return real_.renew(fence, lease); });
    }
    Result<void> note(const Fence& fence, const Note& note) override {
        return around([&] { return real_.note(fence, note); });
    }
    Result<void> complete(const Fence& fence, const Completion& completion) override {
        return around([&] { return real_.complete(fence, completion); });
    }
    Result<Job> fail(const Fence& fence, const Reason& reason, bool retry) override {
        return around([&] { return real_.fail(fence, reason, retry); });
    }
    Result<void> end_cancelled(const Fence& fence, std::string_view message) override {
        return around([&] { return real_.end_cancelled(fence, message); });
    }
    Result<void> give_back(const Fence& fence) override {
        return around([&] { return real_.give_back(fence); });
    }
    Result<Job> retry(const JobId& id, std::string_view by) override {
        return around([&] { return real_.retry(id, by); });
    }
    Result<Job> cancel(const JobId& id, std::string_view by) override {
        return around([&] { return real_.cancel(id, by); });
    }
    void pause(std::string_view by) override {
        around([&] { real_.pause(by); });
    }
    void resume(std::string_view by) override {
        around([&] { real_.resume(by); });
    }
    Swept sweep() override {
        return around([&] { return real_.sweep(); });
    }
    std::uint32_t take_back_all() override {
        return around([&] { return real_.take_back_all(); });
    }
    Cleaned clean(Instant before, std::uint32_t limit, std::string_view by) override {
        return around([&] { return real_.clean(before, limit, by); });
    }
    void log(const JobId& id, std::string_view level, std::string_view text) override {
        around([&] { real_.log(id, level, text); });
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

private:
    template <class Call>
    std::invoke_result_t<Call> around(Call&& call) {
        const bool breaks = ++calls_ == broken_call_;
        if (breaks && when_ == BreaksWhen::before_its_effect) break_down();
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            call();
            if (breaks) break_down();
        } else {
            auto result = call();
            if (breaks) break_down();
            return result;
        }
    }
    [[noreturn]] static void break_down() {
        throw Failure("the connection broke", Broken::database);
    }

    Queue& real_;
    int broken_call_;
    BreaksWhen when_;
    int calls_ = 0;
};

}  // namespace rollcall::queue
