#include "db/redis/wire.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "db/redis/failure.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;

// A dead peer is found within 20 s: by what was sent and is not acknowledged, and while nothing is
// sent by probes.
constexpr int user_timeout_ms = 20'000;
constexpr int idle_s = 5;
constexpr int probe_every_s = 5;
constexpr int probes = 3;

constexpr std::size_t buffer_bytes = 64UL << 10U;

void keep_alive(Tcp::socket& socket) {
    const auto set = [&socket](int level, int option, int value) {
        ::setsockopt(socket.native_handle(), level, option, &value, sizeof(value));
    };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, idle_s);
    set(IPPROTO_TCP, TCP_KEEPINTVL, probe_every_s);
    set(IPPROTO_TCP, TCP_KEEPCNT, probes);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout_ms);
}

}  // namespace

struct Wire::Socket {
    struct Outcome {
        bool done = false;
        ErrorCode error;
        std::size_t bytes = 0;
    };

    // Starts an operation and waits for it. Not done: it was given up, by `give_up`.
    template <class Start, class GiveUp>
    Outcome wait_for(Deadline deadline, Start&& start, GiveUp&& give_up) {
        Outcome outcome;
        std::forward<Start>(start)([&outcome](ErrorCode error, auto... bytes) {
            outcome.done = true;
            outcome.error = error;
            if constexpr ((std::is_same_v<decltype(bytes), std::size_t> && ...)) {
                outcome.bytes = (std::size_t{0} + ... + bytes);
            }
        });
        context.restart();
        context.run_until(deadline);
        if (outcome.done) return outcome;
        // One of several steps, as TLS has them, may end well in the same moment and be followed by
        // another: each is given up until the last has ended.
        while (!outcome.done) {
            give_up();
            context.restart();
            context.run_one();
        }
        outcome.done = !outcome.error;
        return outcome;
    }
    template <class Start>
    Outcome wait_or_close(Deadline deadline, Start&& start) {
        return wait_for(deadline, std::forward<Start>(start), [this] { close(); });
    }

    // On the stream in use.
    template <class Use>
    auto with_stream(Use&& use) {
        return secure ? use(*secure) : use(plain);
    }

    Outcome connect(const Tcp::resolver::results_type& addresses, Deadline deadline) {
        auto outcome = wait_or_close(deadline, [&](auto&& handler) {
            asio::async_connect(plain, addresses, std::forward<decltype(handler)>(handler));
        });
        ErrorCode ignored;
        if (plain.is_open()) plain.non_blocking(true, ignored);
        return outcome;
    }

    Outcome shake_hands(const std::string& host, const std::string& ca_file, Deadline deadline);

    Outcome write_some(std::string_view bytes, Deadline deadline) {
        const auto sent = asio::buffer(bytes.data(), bytes.size());
        if (!secure) {
            // There is nearly always room, and then nothing to wait for.
            Outcome outcome{.done = true, .error = {}, .bytes = 0};
            outcome.bytes = plain.write_some(sent, outcome.error);
            if (outcome.error != asio::error::would_block) return outcome;
        }
        return wait_or_close(deadline, [&](auto&& handler) {
            with_stream([&](auto& stream) {
                stream.async_write_some(sent, std::forward<decltype(handler)>(handler));
            });
        });
    }

    void close() {
        ErrorCode ignored;
        plain.close(ignored);
    }

    asio::io_context context{1};
    Tcp::socket plain{context};
    std::optional<asio::ssl::context> certificates;
    std::optional<asio::ssl::stream<Tcp::socket&>> secure;
    std::array<char, buffer_bytes> buffer{};
};

Wire::Socket::Outcome
Wire::Socket::shake_hands(const std::string& host, const std::string& ca_file, Deadline deadline) {
    Outcome outcome;
    certificates.emplace(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(certificates->native_handle(), TLS1_2_VERSION);
    certificates->set_verify_mode(asio::ssl::verify_peer, outcome.error);
    if (ca_file.empty()) {
        certificates->set_default_verify_paths(outcome.error);
    } else {
        certificates->load_verify_file(ca_file, outcome.error);
    }
    if (outcome.error) return {true, outcome.error, 0};
    secure.emplace(plain, *certificates);
    secure->set_verify_callback(asio::ssl::host_name_verification(host), outcome.error);
    ErrorCode not_an_address;
    asio::ip::make_address(host, not_an_address);
    // RFC 6066 3: a name, never an address.
    if (not_an_address) SSL_set_tlsext_host_name(secure->native_handle(), host.c_str());
    return wait_or_close(deadline, [&](auto&& handler) {
        secure->async_handshake(
            asio::ssl::stream_base::client, std::forward<decltype(handler)>(handler)
        );
    });
}

Wire::Wire(const Endpoint& server, const Security& security, Deadline deadline)
    : where_("redis " + server.host + ":" + std::to_string(server.port) + ": ") {
    try {
        socket_ = std::make_unique<Socket>();
    } catch (const boost::system::system_error& error) {
        // No descriptors left.
        throw RedisFailure(where_ + error.what(), Trouble::unreachable);
    }
    const auto check = [this](const Socket::Outcome& outcome) {
        if (outcome.done && !outcome.error) return;
        throw RedisFailure(
            where_ + (outcome.done ? outcome.error.message() : "no connection in time"),
            Trouble::unreachable
        );
    };
    Socket::Outcome looked_up{true, {}, 0};
    Tcp::resolver resolver(socket_->context);
    const auto addresses = resolver.resolve(
        server.host, std::to_string(server.port), Tcp::resolver::numeric_service, looked_up.error
    );
    check(looked_up);
    check(socket_->connect(addresses, deadline));
    keep_alive(socket_->plain);
    if (security.tls) check(socket_->shake_hands(server.host, security.ca_file, deadline));
}

Wire::~Wire() = default;

void Wire::write(std::string_view bytes, std::chrono::milliseconds patience) {
    while (!bytes.empty()) {
        const auto outcome = socket_->write_some(bytes, Clock::now() + patience);
        if (!outcome.done || outcome.error) {
            close();
            const auto why = outcome.done ? outcome.error.message() : "it takes no more bytes";
            throw RedisFailure(where_ + why, Trouble::lost);
        }
        bytes.remove_prefix(outcome.bytes);
    }
}

std::string_view Wire::read(Deadline deadline) {
    const auto outcome = socket_->wait_for(
        deadline,
        [&](auto&& handler) {
            socket_->with_stream([&](auto& stream) {
                stream.async_read_some(
                    asio::buffer(socket_->buffer), std::forward<decltype(handler)>(handler)
                );
            });
        },
        [&] {
            ErrorCode ignored;
            socket_->plain.cancel(ignored);
        }
    );
    if (!outcome.done) return {};
    if (outcome.error) {
        close();
        const bool ended = outcome.error == asio::error::eof;
        const auto why = ended ? "the server closed the connection" : outcome.error.message();
        throw RedisFailure(where_ + why, Trouble::lost);
    }
    return {socket_->buffer.data(), outcome.bytes};
}

bool Wire::is_quiet() const {
    if (!socket_->plain.is_open()) return false;
    char byte = 0;
    return ::recv(socket_->plain.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           errno == EAGAIN;
}

void Wire::close() {
    socket_->close();
}

}  // namespace rollcall::db::redis
