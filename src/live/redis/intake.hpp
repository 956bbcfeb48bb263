// What other servers tell our sockets: from a thread that listens to the io thread, in measure.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "live/bucket.hpp"
#include "live/loop.hpp"
#include "live/redis/broadcast.hpp"
#include "live/redis/msgpack.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {

struct IntakeSettings {
    // A larger message is more than a session that reads slowly may keep waiting.
    std::size_t message_bytes_max = std::size_t{256} * 1024;
    UnpackLimits unpack;
    Bucket::Rule messages{.per_second = 1'000, .burst = 2'000};
    // What the io thread has not told yet.
    std::size_t waiting_max = 1'000;
    std::size_t waiting_bytes_max = std::size_t{8} * 1024 * 1024;
    // It turns to others after so many.
    std::size_t step = 16;
};

class Intake {
public:
    // `loop` and `clock` outlive the intake; the loop has stopped before it goes.
    Intake(const IntakeSettings& settings, Loop& loop, const Clock& clock);

    // Whose sockets hear it; outlives every step of the loop. Before the first message.
    void attach(socket_io::Namespace& local) { local_ = &local; }

    // A message of the namespace's channels. From one thread at a time.
    void hear(std::string_view message);

    // These two from any thread. Messages that no server of Socket.IO would publish, or that are
    // too large.
    std::uint64_t malformed() const { return malformed_; }
    // Messages past what may come in a second, or wait.
    std::uint64_t dropped() const { return dropped_; }

private:
    struct Waiting {
        Broadcast broadcast;
        std::size_t bytes;
    };
    struct Queue {
        std::deque<Waiting> waiting;
        std::size_t bytes = 0;
        bool is_posted = false;
    };

    void refuse_message(std::string_view why);
    void drop();
    void queue(Broadcast broadcast, std::size_t bytes);
    void deliver();
    std::deque<Waiting> take();

    const IntakeSettings settings_;
    Loop& loop_;
    const Clock& clock_;
    socket_io::Namespace* local_ = nullptr;
    Bucket messages_;
    std::atomic<std::uint64_t> malformed_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;
    Guarded<Queue> queue_;
};

}  // namespace rollcall::live::redis
