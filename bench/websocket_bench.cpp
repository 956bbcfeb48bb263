// What open websockets cost the server: memory of an idle one, CPU of a delivered event.
// Clients are another process, so that the figures are the server's alone.
// Run: websocket_bench [CLIENTS [ROUNDS]]
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <expected>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/front.hpp"
#include "net/server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/small_api.hpp"

namespace {

using namespace rollcall;
using live::websocket::SharedFrame;

constexpr int events_a_burst = 20;
constexpr std::size_t event_bytes = 170;
constexpr std::size_t frame_bytes = event_bytes + 4;

class BenchFront final : public live::Front {
public:
    live::engine_io::Server* engine_at(std::string_view) override { return nullptr; }
    bool takes_websockets_at(std::string_view) override { return true; }
    std::expected<std::unique_ptr<live::websocket::Link>, live::engine_io::Answer>
    connect(const live::engine_io::Request&, live::Waker& waker) override {
        auto link = std::make_unique<QueueLink>(waker);
        links_.push_back(link.get());
        return link;
    }
    Result<std::unique_ptr<live::Stream>> follow(const live::Following&, live::Waker&) override {
        return refuse(Errc::unavailable, "no streams here");
    }
    void shut_down() override {}

    void broadcast(const SharedFrame& frame) {
        for (auto* const link : links_)
            link->send(frame);
    }

private:
    class QueueLink final : public live::websocket::Link {
    public:
        explicit QueueLink(live::Waker& waker) : waker_(waker) {}
        void receive(live::websocket::Opcode, std::string_view) override {}
        void take(std::vector<SharedFrame>& into, std::size_t, std::size_t) override {
            for (auto& frame : waiting_)
                into.push_back(std::move(frame));
            waiting_.clear();
        }
        std::optional<live::websocket::Closing> closing() const override { return std::nullopt; }
        void send(const SharedFrame& frame) {
            waiting_.push_back(frame);
            if (waiting_.size() == 1) waker_.wake();
        }

    private:
        live::Waker& waker_;
        std::vector<SharedFrame> waiting_;
    };

    std::vector<QueueLink*> links_;
};

struct Pipe {
    Pipe() {
        if (::pipe(ends.data()) != 0) std::abort();
    }
    void tell(std::uint64_t number) const {
        if (::write(ends[1], &number, sizeof number) != sizeof number) std::abort();
    }
    std::uint64_t hear() const {
        std::uint64_t number = 0;
        if (::read(ends[0], &number, sizeof number) != sizeof number) std::_Exit(0);
        return number;
    }
    std::array<int, 2> ends{};
};

// Connects, then reads `clients` bursts for each round it is told of.
[[noreturn]] void be_the_clients(const Pipe& told, const Pipe& tells, int clients) {
    ::close(told.ends[1]);
    const auto port = static_cast<std::uint16_t>(told.hear());
    std::vector<std::unique_ptr<tests::RawWebsocket>> all;
    const int watched = ::epoll_create1(0);
    for (int i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<tests::RawWebsocket>(port));
        if (!all.back()->is_open()) std::abort();
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = all.back()->descriptor();
        ::epoll_ctl(watched, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    tells.tell(1);
    std::vector<char> room(1 << 16);
    std::vector<epoll_event> events(256);
    for (;;) {
        auto left = told.hear();
        while (left > 0) {
            const int count = ::epoll_wait(watched, events.data(), 256, -1);
            for (int i = 0; i < count; ++i) {
                const auto got =
                    ::read(events[static_cast<std::size_t>(i)].data.fd, room.data(), room.size());
                if (got <= 0) std::abort();
                left -= static_cast<std::uint64_t>(got);
            }
        }
        tells.tell(1);
    }
}

std::uint64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t pages = 0;
    file >> pages >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void raise_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** arguments) {
    const int clients = count > 1 ? std::atoi(arguments[1]) : 1'000;
    const int rounds = count > 2 ? std::atoi(arguments[2]) : 50;
    raise_descriptors();
    const Pipe to_clients;
    const Pipe from_clients;
    const auto child = ::fork();
    if (child == 0) be_the_clients(to_clients, from_clients, clients);

    BenchFront front;
    const tests::SmallApi api;
    net::ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    // All clients are of one address.
    settings.connections_per_peer_max = settings.connections_max;
    settings.deadlines.stop = Milliseconds(100);
    net::Server server(settings, api);
    if (!server.start(&front)) return 1;

    const auto before = resident_bytes();
    to_clients.tell(server.port());
    from_clients.hear();
    const auto idle = static_cast<double>(resident_bytes() - before) / clients;

    const auto deliver = [&](int times) {
        for (int round = 0; round < times; ++round) {
            to_clients.tell(static_cast<std::uint64_t>(clients) * events_a_burst * frame_bytes);
            server.loop().post([&] {
                for (int i = 0; i < events_a_burst; ++i)
                    front.broadcast(live::websocket::make_frame(
                        live::websocket::Opcode::text, std::string(event_bytes, 'x')
                    ));
            });
            from_clients.hear();
        }
    };
    deliver(5);
    const auto began = cpu_seconds();
    deliver(rounds);
    const auto spent = cpu_seconds() - began;
    const auto events = static_cast<double>(clients) * events_a_burst * rounds;
    fmt::print(
        "{} websockets: {:.2f} KiB each when idle, {:.2f} us CPU for a delivered event\n",
        clients,
        idle / 1024,
        spent / events * 1e6
    );
    ::close(to_clients.ends[1]);
    server.stop();
    ::waitpid(child, nullptr, 0);
    return 0;
}
