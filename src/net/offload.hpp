// Work that may block, away from the io thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <utility>

#include "net/asio.hpp"

namespace rollcall::net {

// A few threads with a bounded queue.
class Offload {
public:
    Offload(std::size_t threads, std::size_t queue_max)
        : queue_max_(queue_max), threads_(threads) {}

    // On the io thread: runs `work` on one of the threads and resumes on the io thread; what it
    // throws is thrown here. False, and nothing run, when too much waits already.
    Task<bool> run(std::move_only_function<void()> work) {
        if (running_ >= queue_max_) co_return false;
        auto running = run_admitted(std::move(work));
        co_await std::move(running);
        co_return true;
    }

    // The same whatever waits: a further step of what was let in and must not end half done. Who
    // calls it has at most one such step at a time for each connection, which bounds them.
    Task<void> run_admitted(std::move_only_function<void()> work) {
        ++running_;
        std::packaged_task<void()> task(std::move(work));  // carries an exception over
        auto outcome = task.get_future();
        auto initiate = [this](auto handler, std::packaged_task<void()> its_task) {
            auto executor = asio::get_associated_executor(handler);
            auto run_and_resume =
                [its_task = std::move(its_task), handler = std::move(handler), executor]() mutable {
                    its_task();
                    asio::post(executor, std::move(handler));
                };
            asio::post(threads_, std::move(run_and_resume));
        };
        auto running = asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
            std::move(initiate), token_, std::move(task)
        );
        co_await std::move(running);
        --running_;
        outcome.get();
    }

    // The same for who awaits nothing, from any thread: `work` must not throw.
    bool start(std::move_only_function<void()> work) {
        if (running_.fetch_add(1) >= queue_max_) {
            --running_;
            return false;
        }
        auto run = [this, work = std::move(work)]() mutable {
            work();
            // What it held goes away before it counts as ended.
            work = nullptr;
            --running_;
        };
        asio::post(threads_, std::move(run));
        return true;
    }

    // Waits for what runs; nothing may be started afterwards.
    void join() { threads_.join(); }

private:
    static constexpr asio::use_awaitable_t<Executor> token_{};

    std::size_t queue_max_;
    std::atomic<std::size_t> running_ = 0;  // or waiting
    asio::thread_pool threads_;
};

}  // namespace rollcall::net
