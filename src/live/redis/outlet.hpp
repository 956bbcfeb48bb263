// What sockets of other servers shall hear: from the io thread to the one that publishes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {

// A message of PUBLISH.
struct Post {
    std::string channel;
    std::string message;
    engine_io::ReplaceKey key = 0;
};

// To whoever emits it is a namespace whose sockets nobody can count: while it is closed there are
// none, then each room may have some.
class Outlet final : public socket_io::Namespace {
public:
    struct Settings {
        std::string sender;  // begins with `our_senders`
        std::string name = "/";
        std::size_t waiting_max = 1'000;
    };
    explicit Outlet(Settings settings);

    // Safe from any thread.
    const std::string& name() const override { return settings_.name; }
    std::size_t emit(
        const socket_io::Audience& audience,
        std::string_view event,
        const socket_io::Arguments& arguments,
        const socket_io::EmitOptions& options
    ) override;
    std::size_t room_size(std::string_view) const override { return size(); }
    std::size_t size() const override { return is_open_ ? 1 : 0; }

    // The rest is for the thread that publishes.
    void open() { is_open_ = true; }
    // What waits is forgotten.
    void close();
    bool is_open() const { return is_open_; }
    // What waits, in order; waits for it, as long as this.
    std::vector<Post> take(const std::stop_token& stop, std::chrono::milliseconds patience);

    // Messages that there was no room for.
    std::uint64_t dropped() const;

private:
    const Settings settings_;
    std::atomic<bool> is_open_ = false;
    mutable std::mutex mutex_;
    std::condition_variable_any came_;
    std::vector<Post> waiting_;  // these two under the mutex
    std::uint64_t dropped_ = 0;
};

}  // namespace rollcall::live::redis
