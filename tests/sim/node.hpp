// One process of a cluster: a front that clients speak to, and a worker with its lease keeper. Gone
// without a word when it is destroyed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "event/bus.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "tests/sim/actor.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/sim/files.hpp"
#include "tests/sim/observed.hpp"
#include "tests/sim/storm.hpp"
#include "tests/support/wrapped_loader.hpp"
#include "tests/support/wrapped_queue.hpp"
#include "work/work.hpp"

namespace rollcall::sim {

// The wall clock of a machine, which may be wrong; durations are right.
class NodeClock final : public Clock {
public:
    explicit NodeClock(const Clock& truth) : truth_(truth) {}

    Instant now() const override { return truth_.now() + wrong_by; }
    std::chrono::steady_clock::time_point steady() const override { return truth_.steady(); }

    Milliseconds wrong_by{0};

private:
    const Clock& truth_;
};

class Node final : public Passage {
public:
    // Tells what becomes of a step by its name.
    using Fates = std::function<Fate(std::string_view what)>;

    Node(Storm& storm, std::string name, Fates fates);

    const std::string& name() const { return name_; }
    NodeClock& clock() { return clock_; }

    // The worker's next step, and where it stands.
    void step(Fate fate) { worker_thread_.resume(fate); }
    const std::string& at() const { return worker_thread_.at(); }
    bool has_ended() const { return worker_thread_.has_ended(); }

    // What other threads of the process do, whole. Throw Killed when their fate is to die, and
    // Failure, all but `tick`.
    void tick();
    queue::Queue& front() { return *queue_; }
    work::Housekeeping& housekeeping() { return housekeeping_; }
    void stop();

    Fate fate_of(std::string_view what) override;
    void lost_answer(std::string_view what) override;
    void really_broke(std::string_view what, const Failure& failure) override;

private:
    work::ReaderSettings reader();
    void live(Actor& actor);

    Storm& storm_;
    const std::string name_;
    const Fates fates_;
    NodeClock clock_;
    event::Bus bus_;
    bool is_stopping_ = false;

    std::unique_ptr<queue::Queue> real_queue_;
    std::unique_ptr<queue::Queue> planted_queue_;
    ObservedQueue observed_queue_;
    queue::WrappedQueue<Crossing> crossed_queue_;
    HearingQueue hearing_queue_;
    std::unique_ptr<queue::Queue> queue_;
    event::Bus::Subscription news_;
    std::unique_ptr<queue::RemovedJobs> removed_jobs_;

    std::unique_ptr<load::Loader> real_loader_;
    std::unique_ptr<load::Loader> planted_loader_;
    ObservedLoader observed_loader_;
    load::WrappedLoader<Crossing> crossed_loader_;
    std::unique_ptr<load::Loader> loader_;
    std::unique_ptr<load::Ledger> real_ledger_;
    load::WrappedLedger<Crossing> ledger_;

    NodeSpool spool_;
    NodeShelf shelf_;
    work::Documents documents_;
    work::Housekeeping housekeeping_;
    work::Upload upload_;
    work::LeaseKeeper leases_;
    work::Worker worker_;
    Actor worker_thread_;
};

}  // namespace rollcall::sim
