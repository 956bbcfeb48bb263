// What live/ gets of the server: the io thread, storage threads and deadlines.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "live/loop.hpp"
#include "live/timers.hpp"
#include "net/asio.hpp"
#include "net/offload.hpp"

namespace rollcall::net {

// What a step, a deadline or storage work throws is logged and ends there: it is nobody's request.
class IoLoop final : public live::Loop {
public:
    // Both outlive the loop.
    IoLoop(asio::io_context& io, Offload& storage);

    void post(Step step) override;
    bool offload(Step work, std::move_only_function<void(bool)> then) override;
    live::Timers& timers() override { return timers_; }
    const Clock& clock() const override { return clock_; }

    // On the io thread, when nobody is connected any more: no deadline rings from here on, so that
    // the io thread may end.
    void silence();

    // After the io thread and the storage threads have ended: drops what still waits, and all that
    // will come.
    void end();

private:
    struct Posted {
        std::vector<Step> steps;
        bool has_ended = false;
    };

    void run_posted();
    void ring_at(live::Timers::Time when);
    void ring();

    asio::io_context& io_;
    Offload& storage_;
    SystemClock clock_;
    Timer alarm_;
    bool is_silent_ = false;
    live::Timers timers_;
    Guarded<Posted> posted_;
};

}  // namespace rollcall::net
