// What a Socket.IO broadcast costs down to the sessions' queues, without their lines.
//
//     broadcast_bench [SOCKETS] [EVENTS]
//
// 20 (EVENTS) progress events to 1,000 (SOCKETS) sockets: to everybody, to one room, and to two
// rooms that share half of their sockets, less a room of a tenth. Prints nanoseconds a delivery,
// encoding and framing among them, over the best of many rounds.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/core.h>

#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "tests/support/manual_loop.hpp"

namespace rollcall {
namespace {

using live::engine_io::CloseReason;
using live::engine_io::Handshake;
using live::engine_io::ReplaceKey;
namespace socket_io = live::socket_io;

// Queues as a session does, for a client that reads between two rounds.
class QueueingSession final : public live::engine_io::Session {
public:
    explicit QueueingSession(live::engine_io::Application& application)
        : client_(application.open(*this)) {
        client_->receive(live::websocket::Opcode::text, "0");
    }

    const std::string& id() const override { return id_; }
    const Handshake& handshake() const override { return handshake_; }
    void send(const live::websocket::SharedFrame& message, ReplaceKey /*key*/) override {
        queue_.push_back(message);
    }
    bool is_writable() const override { return true; }
    void close(CloseReason reason) override { client_->closed(reason); }
    bool is_closed() const override { return false; }
    std::size_t read() {
        const auto count = queue_.size();
        queue_.clear();
        return count;
    }

private:
    std::string id_ = "session";
    Handshake handshake_;
    std::vector<live::websocket::SharedFrame> queue_;
    std::unique_ptr<live::engine_io::Client> client_;
};

class RoomsHandler final : public socket_io::Handler {
public:
    void connect(socket_io::Socket& socket, socket_io::Admission admission) override {
        class Deaf final : public socket_io::Listener {
            void event(
                std::string_view /*name*/,
                socket_io::Arguments /*arguments*/,
                socket_io::Ack /*ack*/
            ) override {}
        };
        const auto number = asked_++;
        if (number % 4 != 0) socket.join("first");
        if (number % 4 != 1) socket.join("second");
        if (number % 10 == 0) socket.join("tenth");
        admission(std::make_unique<Deaf>());
    }

private:
    std::size_t asked_ = 0;
};

struct Load {
    std::vector<std::unique_ptr<QueueingSession>>& sessions;
    std::size_t events;
};

void measure(const char* what, const Load& load, const std::function<void()>& emit) {
    using SteadyClock = std::chrono::steady_clock;
    constexpr int rounds = 200;
    double best = 1e18;
    std::size_t delivered = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto start = SteadyClock::now();
        for (std::size_t i = 0; i < load.events; ++i)
            emit();
        const std::chrono::duration<double, std::nano> took = SteadyClock::now() - start;
        delivered = 0;
        for (auto& session : load.sessions)
            delivered += session->read();
        best = std::min(best, took.count() / static_cast<double>(delivered));
    }
    fmt::print("{:<12} {:>8} deliveries, {:6.1f} ns each\n", what, delivered, best);
}

void run(std::size_t sockets, std::size_t events) {
    support::ManualLoop loop;
    RoomsHandler handler;
    socket_io::Server server({}, loop);
    auto& main = server.add("/", handler);
    std::vector<std::unique_ptr<QueueingSession>> sessions;
    for (std::size_t i = 0; i < sockets; ++i)
        sessions.push_back(std::make_unique<QueueingSession>(server));
    for (auto& session : sessions)
        session->read();

    const socket_io::Arguments progress{
        .values = boost::json::parse(
                      R"([{"job_id":"job-1","status":"active","stage":"load","progress":42,)"
                      R"("rows_done":420000,"rows_total":1000000,"rows_per_second":51234.5,)"
                      R"("eta_seconds":11,"timestamp":"2026-01-01T00:00:00.000Z"}])"
        )
                      .as_array(),
        .attachments = {},
    };
    const Load load{.sessions = sessions, .events = events};
    const auto emit = [&](const socket_io::Audience& audience) {
        main.emit(audience, "bulk_upload_progress", progress);
    };
    const socket_io::Audience one{.rooms = {"first"}, .except = {}};
    const socket_io::Audience two{.rooms = {"first", "second"}, .except = {"tenth"}};
    measure("everybody", load, [&] { emit({}); });
    measure("one room", load, [&] { emit(one); });
    measure("two rooms", load, [&] { emit(two); });
}

}  // namespace
}  // namespace rollcall

int main(int count, char** words) {
    const auto number = [&](int i, std::size_t otherwise) {
        return count > i ? std::strtoull(words[i], nullptr, 10) : otherwise;
    };
    rollcall::run(number(1, 1'000), number(2, 20));
}
