#include "app/signals.hpp"

#include <chrono>
#include <csignal>
#include <ctime>

namespace rollcall::app {
namespace {

sigset_t stop_signals() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

void ignore_failing_writes() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void block_stop_signals() {
    const auto signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool stop_signal_within(std::chrono::milliseconds time) {
    const auto signals = stop_signals();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    timespec wait{};
    wait.tv_sec = seconds.count();
    wait.tv_nsec = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds).count();
    return sigtimedwait(&signals, nullptr, &wait) > 0;
}

}  // namespace rollcall::app
