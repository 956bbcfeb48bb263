// Our side of bench/realtime.py: everybody in one room, and bursts into it on demand. Prints the
// port it listens on. bench/socketio/server.mjs is the same on npm's socket.io.
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>

#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/socket_io/server.hpp"
#include "net/server.hpp"
#include "net/settings.hpp"
#include "tests/socketio_server/no_api.hpp"

namespace {

using namespace rollcall;
using live::socket_io::Arguments;

constexpr std::string_view path = "/socket.io/";
constexpr std::string_view room = "all";
constexpr std::string_view event_name = "bulk_upload_progress";

Arguments event_of(std::int64_t number, std::size_t bytes) {
    boost::json::object event{
        {"job_id", "01JD3Z5K8N4V7Q2T6R9W0X1Y2Z"},
        {"status", "active"},
        {"stage", "loading"},
        {"progress", 42},
        {"rows_done", number},
        {"note", ""}};
    const boost::json::array whole{event_name, event};
    const auto empty = boost::json::serialize(whole).size() + std::string_view("42").size();
    event["note"] = std::string(bytes > empty ? bytes - empty : 0, 'x');
    return {.values = {std::move(event)}, .attachments = {}};
}

class Room final : public live::socket_io::Handler {
public:
    void bind(live::socket_io::Namespace& sockets) { sockets_ = &sockets; }

    void connect(live::socket_io::Socket& socket, live::socket_io::Admission admission) override {
        admission(std::make_unique<Member>(*this, socket));
    }

private:
    class Member final : public live::socket_io::Listener {
    public:
        Member(Room& members, live::socket_io::Socket& socket)
            : members_(members), socket_(socket) {}

        void connected() override { socket_.join(room); }
        void event(std::string_view name, Arguments arguments, live::socket_io::Ack /*ack*/)
            override {
            if (name == "burst") members_.burst(arguments.values);
        }

    private:
        Room& members_;
        live::socket_io::Socket& socket_;
    };

    void burst(const boost::json::array& values) {
        const auto first = values.at(0).as_int64();
        const auto events = values.at(1).as_int64();
        const auto bytes = static_cast<std::size_t>(values.at(2).as_int64());
        const live::socket_io::Audience audience{.rooms = {std::string(room)}, .except = {}};
        for (auto number = first; number < first + events; ++number)
            sockets_->emit(audience, event_name, event_of(number, bytes));
    }

    live::socket_io::Namespace* sockets_ = nullptr;
};

class BenchFront final : public live::Front {
public:
    explicit BenchFront(live::Loop& loop)
        : sockets_({}, loop), engine_({.origins = {"*"}}, sockets_, loop) {
        room_.bind(sockets_.add("/", room_));
    }

    live::engine_io::Server* engine_at(std::string_view asked) override {
        return asked == path ? &engine_ : nullptr;
    }
    bool takes_websockets_at(std::string_view asked) override { return asked == path; }
    std::expected<std::unique_ptr<live::websocket::Link>, live::engine_io::Answer>
    connect(const live::engine_io::Request& request, live::Waker& waker) override {
        return engine_.connect(request, waker);
    }
    Result<std::unique_ptr<live::Stream>>
    follow(const live::Following& /*following*/, live::Waker& /*waker*/) override {
        return refuse(Errc::not_found, "there are no jobs here");
    }
    void shut_down() override { engine_.shut_down(); }

private:
    Room room_;
    live::socket_io::Server sockets_;
    live::engine_io::Server engine_;
};

}  // namespace

int main() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const socketio_server::NoApi api;
    net::ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    // All clients are of one address.
    settings.connections_per_peer_max = settings.connections_max;
    net::Server server(settings, api);
    BenchFront front(server.loop());
    if (const auto started = server.start(&front); !started) {
        std::cerr << started.error().message << '\n';
        return 1;
    }
    std::cout << server.port() << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
}
