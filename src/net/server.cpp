#include "net/server.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "net/asio.hpp"
#include "net/http_session.hpp"
#include "net/io_loop.hpp"
#include "net/listeners.hpp"
#include "net/offload.hpp"
#include "net/wire.hpp"

namespace rollcall::net {
namespace {

// How exactly deadlines are kept.
constexpr Milliseconds tick{50};
// Out of descriptors or memory: what is running must end first.
constexpr Milliseconds accept_pause{100};
// Clients at a time that are told of there being too many; more are closed without a word.
constexpr std::size_t turned_away_max = 64;

// Owns the session while it runs.
Task<void> run_session(std::unique_ptr<HttpSession> session, bool is_welcome) {
    auto serving = is_welcome ? session->serve() : session->turn_away();
    co_await std::move(serving);
}

}  // namespace

// Everything but `start` and `stop` runs on the io thread.
class Server::Core {
public:
    Core(ServerSettings settings, const http::Api& api)
        : settings_(std::move(settings)),
          timer_(io_.get_executor()),
          requests_(settings_.request_threads, settings_.requests_waiting_max),
          // Each connection has at most one step to run, so none is refused.
          uploads_(settings_.upload_threads, settings_.connections_max),
          loop_(io_, requests_),
          around_{settings_, api, requests_, uploads_, wires_, random_hex(4)} {}

    ~Core() { stop(); }

    live::Loop& loop() { return loop_; }

    Result<void> start(live::Front* front) {
        auto acceptors = listen_on(io_, settings_.hosts, settings_.port);
        if (!acceptors) return std::unexpected(std::move(acceptors.error()));
        acceptors_ = std::move(*acceptors);
        front_ = front;
        for (const auto& acceptor : acceptors_)
            endpoints_.push_back(acceptor.local_endpoint());
        for (std::size_t i = 0; i < acceptors_.size(); ++i)
            spawn(accept(i));
        spawn(watch());
        thread_ = std::jthread([this] { io_.run(); });
        return {};
    }

    void stop() {
        if (thread_.joinable()) {
            asio::post(io_.get_executor(), [this] { close_door(); });
            thread_.join();
        }
        if (std::exchange(has_ended_, true)) return;
        requests_.join();
        uploads_.join();
        loop_.end();
    }

    const std::vector<Tcp::endpoint>& endpoints() const { return endpoints_; }

private:
    void spawn(Task<void> task) {
        auto on_end = [this](const std::exception_ptr& thrown) {
            if (thrown) log::error("net", "a connection ended by an unforeseen failure");
            if (wires_.is_stopping() && wires_.count() == 0) timer_.cancel();
        };
        asio::co_spawn(io_.get_executor(), std::move(task), std::move(on_end));
    }

    Task<void> accept(std::size_t index) {
        auto& acceptor = acceptors_[index];
        Timer pause(io_.get_executor());
        while (!wires_.is_stopping()) {
            auto accepting = acceptor.async_accept(as_result);
            auto [error, socket] = co_await std::move(accepting);
            if (!error) {
                welcome(std::move(socket));
            } else if (!wires_.is_stopping()) {
                log::warning("net", "cannot accept a connection: " + error.message());
                pause.expires_after(accept_pause);
                auto pausing = pause.async_wait(as_result);
                co_await std::move(pausing);
            }
        }
    }

    void welcome(Socket socket) {
        const auto before = wires_.count();
        if (wires_.is_stopping() || before >= settings_.connections_max + turned_away_max) return;
        auto session = std::make_unique<HttpSession>(std::move(socket), around_);
        spawn(run_session(std::move(session), before < settings_.connections_max));
    }

    // Keeps everybody's deadlines, and ends when a stop is complete.
    Task<void> watch() {
        while (!wires_.is_stopping() || wires_.count() > 0) {
            timer_.expires_after(tick);
            auto waiting = timer_.async_wait(as_result);
            co_await std::move(waiting);
            const auto now = std::chrono::steady_clock::now();
            wires_.expire(now);
            if (cut_at_ && now > *cut_at_) wires_.cut();
        }
        loop_.silence();
    }

    void close_door() {
        for (auto& acceptor : acceptors_) {
            boost::system::error_code ignored;
            acceptor.close(ignored);
        }
        cut_at_ = std::chrono::steady_clock::now() + settings_.deadlines.stop;
        if (front_ != nullptr) front_->shut_down();
        wires_.stop();
        timer_.cancel();
    }

    // Constant after construction.
    ServerSettings settings_;

    asio::io_context io_{1};
    Timer timer_;
    Wires wires_;
    std::optional<std::chrono::steady_clock::time_point> cut_at_;
    std::vector<Acceptor> acceptors_;
    std::vector<Tcp::endpoint> endpoints_;  // constant after start
    Offload requests_;
    Offload uploads_;
    IoLoop loop_;
    live::Front* front_ = nullptr;
    bool has_ended_ = false;
    Surroundings around_;
    std::jthread thread_;
};

Server::Server(ServerSettings settings, const http::Api& api)
    : core_(std::make_unique<Core>(std::move(settings), api)) {}

Server::~Server() = default;

live::Loop& Server::loop() {
    return core_->loop();
}

Result<void> Server::start(live::Front* front) {
    return core_->start(front);
}

void Server::stop() {
    core_->stop();
}

std::vector<std::string> Server::addresses() const {
    std::vector<std::string> addresses;
    for (const auto& endpoint : core_->endpoints()) {
        const auto address = endpoint.address().to_string();
        const bool is_v6 = endpoint.address().is_v6();
        addresses.push_back(fmt::format(
            is_v6 ? fmt::runtime("http://[{}]:{}") : fmt::runtime("http://{}:{}"),
            address,
            endpoint.port()
        ));
    }
    return addresses;
}

std::uint16_t Server::port() const {
    return core_->endpoints().empty() ? std::uint16_t{0} : core_->endpoints().front().port();
}

}  // namespace rollcall::net
