// Writes into the chronicle what took effect in the stores, whether or not anybody heard of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "load/loader.hpp"
#include "queue/queue.hpp"
#include "tests/sim/chronicle.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/support/wrapped_queue.hpp"

namespace rollcall::sim {

class ObservedQueue final : public queue::WrappedQueue<Straight> {
public:
    ObservedQueue(queue::Queue& real, Chronicle& chronicle)
        : WrappedQueue(real, Straight{}), chronicle_(chronicle) {}

    Result<queue::Added> add(const queue::NewJob& job) override;
    std::optional<queue::Lease> claim(std::string_view worker, Milliseconds lease) override;
    Result<void> note(const queue::Fence& fence, const queue::Note& note) override;
    Result<void> complete(const queue::Fence& fence, const queue::Completion& completion) override;
    Result<queue::Job> fail(const queue::Fence& fence, const queue::Reason& reason, bool retry)
        override;
    Result<void> end_cancelled(const queue::Fence& fence, std::string_view message) override;
    Result<void> give_back(const queue::Fence& fence) override;
    Result<queue::Job> retry(const JobId& id, const queue::Asker& by) override;
    Result<queue::Job> cancel(const JobId& id, const queue::Asker& by) override;
    queue::Swept sweep() override;
    queue::Cleaned clean(Instant before, std::uint32_t limit, const queue::Asker& by) override;

private:
    template <class Verdict>
    Verdict ended(const queue::Fence& fence, Verdict verdict);

    Chronicle& chronicle_;
};

// What an attempt truly hears: above the network.
class HearingQueue final : public queue::WrappedQueue<Straight> {
public:
    HearingQueue(queue::Queue& real, Chronicle& chronicle)
        : WrappedQueue(real, Straight{}), chronicle_(chronicle) {}

    std::optional<queue::Lease> claim(std::string_view worker, Milliseconds lease) override;
    Result<queue::Renewal> renew(const queue::Fence& fence, Milliseconds lease) override;

private:
    Chronicle& chronicle_;
};

class ObservedLoader final : public load::Loader {
public:
    ObservedLoader(load::Loader& real, Chronicle& chronicle) : real_(real), chronicle_(chronicle) {}

    Result<std::unique_ptr<load::Load>> begin(const load::Plan& plan) override;

private:
    class ObservedLoad;

    load::Loader& real_;
    Chronicle& chronicle_;
};

}  // namespace rollcall::sim
