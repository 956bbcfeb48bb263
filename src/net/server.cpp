#include "net/server.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "http/api.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"
#include "net/asio.hpp"
#include "net/channel.hpp"
#include "net/descriptors.hpp"
#include "net/http_session.hpp"
#include "net/io_loop.hpp"
#include "net/listeners.hpp"
#include "net/offload.hpp"
#include "net/peers.hpp"
#include "net/settings.hpp"
#include "net/surroundings.hpp"
#include "net/tls/identity.hpp"
#include "net/websockets.hpp"
#include "net/wire.hpp"

namespace rollcall::net {
namespace {

// How exactly deadlines are kept.
constexpr Milliseconds tick{50};
// Out of descriptors or memory: what is running must end first.
constexpr Milliseconds accept_pause{100};
// Clients at a time that are told of there being too many; more are closed without a word.
constexpr std::size_t turned_away_max = 64;
constexpr std::string_view full = "The server has too many connections.";
constexpr std::string_view full_for_peer = "Your address has too many connections to this server.";
constexpr int accepted_at_once = 64;
// Of the process's descriptors: files, databases, listeners, pipes to readers, those turned away.
constexpr std::uint64_t descriptors_kept = 512;

// As many connections as are wanted, or as there can be descriptors for.
std::uint32_t connections_for(std::uint32_t wanted) {
    const auto descriptors = raise_descriptor_limit();
    const auto possible = descriptors - std::min(descriptors / 2, descriptors_kept);
    if (possible >= wanted) return wanted;
    log::warning(
        "net",
        fmt::format(
            "{} connections at most, not {}: this process may have {} open files (ulimit -Hn)",
            possible,
            wanted,
            descriptors
        )
    );
    return static_cast<std::uint32_t>(possible);
}

std::string address_of(const Socket& socket) {
    ErrorCode error;
    const auto endpoint = socket.remote_endpoint(error);
    // Who is gone already has none.
    return error ? std::string() : endpoint.address().to_string();
}

// Owns the session while it runs. `refused`, where it is not empty, is constant.
Task<void> run_session(std::unique_ptr<HttpSession> session, std::string_view refused) {
    auto serving = refused.empty() ? session->serve() : session->turn_away(refused);
    co_await std::move(serving);
}

}  // namespace

// Everything but `start` and `stop` runs on the io thread.
class Server::Core {
public:
    Core(ServerSettings settings, const http::Api& api)
        : settings_(std::move(settings)),
          timer_(io_.get_executor()),
          identity_timer_(io_.get_executor()),
          requests_(settings_.request_threads, settings_.requests_waiting_max),
          // Each connection has at most one step to run, so none is refused.
          uploads_(settings_.upload_threads, settings_.connections_max),
          passwords_(settings_.password_threads, settings_.passwords_waiting_max),
          documents_(settings_.document_threads, settings_.documents_waiting_max),
          loop_(io_, requests_),
          websockets_(io_, loop_.timers(), settings_),
          around_{
              settings_,
              api,
              requests_,
              uploads_,
              passwords_,
              documents_,
              wires_,
              websockets_,
              random_hex(4)} {}

    ~Core() { stop(); }

    live::Loop& loop() { return loop_; }

    Result<void> start(live::Front* front) {
        if (auto shown = take_identity(); !shown) return shown;
        auto acceptors = listen_on(io_, settings_.hosts, settings_.port);
        if (!acceptors) return std::unexpected(std::move(acceptors.error()));
        acceptors_ = std::move(*acceptors);
        around_.front = front;
        settings_.connections_max = connections_for(settings_.connections_max);
        for (const auto& acceptor : acceptors_)
            endpoints_.push_back(acceptor.local_endpoint());
        for (std::size_t i = 0; i < acceptors_.size(); ++i)
            spawn(accept(i));
        spawn(watch());
        if (identity_) spawn(keep_identity());
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
        passwords_.join();
        documents_.join();
        loop_.end();
    }

    const std::vector<Tcp::endpoint>& endpoints() const { return endpoints_; }
    std::string_view scheme() const { return identity_ ? "https" : "http"; }

private:
    void spawn(Task<void> task) {
        auto on_end = [this](const std::exception_ptr& thrown) {
            if (thrown) log::error("net", "a connection ended by an unforeseen failure");
            if (wires_.is_stopping() && connections() == 0) timer_.cancel();
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
                accept_waiting(acceptor);
            } else if (!wires_.is_stopping()) {
                log::warning("net", "cannot accept a connection: " + error.message());
                pause.expires_after(accept_pause);
                auto pausing = pause.async_wait(as_result);
                co_await std::move(pausing);
            }
        }
    }

    // Those behind the first, without asking the kernel for each whether it is there.
    void accept_waiting(Acceptor& acceptor) {
        for (int i = 0; i < accepted_at_once; ++i) {
            ErrorCode error;
            Socket socket(io_.get_executor());
            acceptor.accept(socket, error);
            // Whatever is wrong, the next wait meets it again.
            if (error) return;
            welcome(std::move(socket));
        }
    }

    void welcome(Socket socket) {
        if (wires_.is_stopping()) return;
        const auto address = address_of(socket);
        const auto all = connections();
        const auto of_peer = peers_.count(address);
        const auto peer_max = settings_.trusted_proxies.trusts(address)
                                  ? settings_.connections_max
                                  : settings_.connections_per_peer_max;
        if (all >= settings_.connections_max + turned_away_max) return;
        if (of_peer >= peer_max + turned_away_max) return;
        Line line{
            .channel =
                identity_ ? Channel(std::move(socket), *identity_) : Channel(std::move(socket)),
            .seat = peers_.seat(address)};
        auto session = std::make_unique<HttpSession>(std::move(line), around_);
        const auto refused = all >= settings_.connections_max ? full
                             : of_peer >= peer_max            ? full_for_peer
                                                              : std::string_view();
        spawn(run_session(std::move(session), refused));
    }

    std::size_t connections() const { return wires_.count() + websockets_.count(); }

    // Keeps everybody's deadlines, and ends when a stop is complete.
    Task<void> watch() {
        while (!wires_.is_stopping() || connections() > 0) {
            timer_.expires_after(tick);
            auto waiting = timer_.async_wait(as_result);
            co_await std::move(waiting);
            const auto now = std::chrono::steady_clock::now();
            wires_.expire(now);
            if (cut_at_ && now > *cut_at_) {
                wires_.cut();
                websockets_.cut();
            }
        }
        loop_.silence();
    }

    Result<void> take_identity() {
        if (!settings_.tls) return {};
        auto loaded = tls::Identity::load(settings_.tls);
        if (!loaded) return std::unexpected(std::move(loaded.error()));
        identity_ = std::move(*loaded);
        return {};
    }

    // Whoever comes after the certificate has changed sees the new one.
    Task<void> keep_identity() {
        while (!wires_.is_stopping()) {
            identity_timer_.expires_after(settings_.tls_reread);
            auto waiting = identity_timer_.async_wait(as_result);
            co_await std::move(waiting);
            if (wires_.is_stopping()) break;
            auto fresh = *identity_;
            auto work = [&] { fresh = fresh.reread(); };
            auto reading = requests_.run_admitted(std::move(work));
            co_await std::move(reading);
            identity_ = std::move(fresh);
        }
    }

    void close_door() {
        for (auto& acceptor : acceptors_) {
            ErrorCode ignored;
            acceptor.close(ignored);
        }
        cut_at_ = std::chrono::steady_clock::now() + settings_.deadlines.stop;
        if (around_.front != nullptr) around_.front->shut_down();
        wires_.stop();
        websockets_.stop();
        timer_.cancel();
        identity_timer_.cancel();
    }

    // Constant after construction.
    ServerSettings settings_;

    asio::io_context io_{1};
    Timer timer_;
    Timer identity_timer_;
    std::optional<tls::Identity> identity_;  // none: in clear
    Peers peers_;
    Wires wires_;
    std::optional<std::chrono::steady_clock::time_point> cut_at_;
    std::vector<Acceptor> acceptors_;
    std::vector<Tcp::endpoint> endpoints_;  // constant after start
    Offload requests_;
    Offload uploads_;
    Offload passwords_;
    Offload documents_;
    IoLoop loop_;
    Websockets websockets_;
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
            is_v6 ? fmt::runtime("{}://[{}]:{}") : fmt::runtime("{}://{}:{}"),
            core_->scheme(),
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
