#include "net/io_loop.hpp"

#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "live/loop.hpp"
#include "live/timers.hpp"
#include "net/asio.hpp"
#include "net/offload.hpp"

namespace rollcall::net {
namespace {

// The boundary of work that no request asked for.
bool run_to_its_end(live::Loop::Step& step) {
    try {
        step();
        return true;
    } catch (const std::exception& thrown) {
        log::error("net", std::string("work of the loop failed: ") + thrown.what());
        return false;
    }
}

}  // namespace

IoLoop::IoLoop(asio::io_context& io, Offload& storage)
    : io_(io),
      storage_(storage),
      alarm_(io.get_executor()),
      timers_(clock_, [this](live::Timers::Time when) { ring_at(when); }) {}

void IoLoop::post(Step step) {
    const bool is_first = posted_.with([&](Posted& posted) {
        if (posted.has_ended) return false;
        posted.steps.push_back(std::move(step));
        return posted.steps.size() == 1;
    });
    if (is_first) asio::post(io_.get_executor(), [this] { run_posted(); });
}

void IoLoop::run_posted() {
    auto steps = posted_.with([](Posted& posted) { return std::exchange(posted.steps, {}); });
    for (auto& step : steps)
        run_to_its_end(step);
}

// `then` is posted even when nobody waits for it any more: what it holds belongs to the io thread
// and must not go away on another one while that runs.
bool IoLoop::offload(Step work, std::move_only_function<void(bool)> then) {
    auto run = [this, work = std::move(work), then = std::move(then)]() mutable {
        const bool done = run_to_its_end(work);
        post([then = std::move(then), done]() mutable { then(done); });
    };
    return storage_.start(std::move(run));
}

void IoLoop::ring_at(live::Timers::Time when) {
    if (is_silent_) return;
    alarm_.expires_at(when);
    alarm_.async_wait([this](const ErrorCode& error) {
        if (!error) ring();
    });
}

void IoLoop::ring() {
    Step run_due = [this] { timers_.run_due(); };
    // Those behind the one that failed are due as well.
    if (!run_to_its_end(run_due)) ring_at(timers_.now());
}

void IoLoop::silence() {
    is_silent_ = true;
    alarm_.cancel();
}

void IoLoop::end() {
    const auto dropped = posted_.with([](Posted& posted) {
        posted.has_ended = true;
        return std::exchange(posted.steps, {});
    });
}

}  // namespace rollcall::net
