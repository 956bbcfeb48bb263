// Bytes between a client and a server on this machine; told to hold, it lets the first few of the
// server's next bytes through and keeps the rest until told to let go.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"

namespace rollcall::tests {

// Of one connection.
class HoldingRelay {
public:
    explicit HoldingRelay(std::uint16_t server)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        auto address = here(0);
        socklen_t length = sizeof(address);
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        ROLLCALL_ASSERT(::bind(listener_.get(), plain, length) == 0);
        ROLLCALL_ASSERT(::listen(listener_.get(), 1) == 0);
        ROLLCALL_ASSERT(::getsockname(listener_.get(), plain, &length) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, server](const std::stop_token& stop) { run(stop, server); });
    }

    std::uint16_t port() const { return port_; }
    void hold() { is_told_ = true; }
    // Some bytes are with the client, the rest of them are not.
    bool is_holding() const { return is_holding_; }
    void let_go() { is_told_ = false; }

private:
    static constexpr std::size_t let_through = 8;
    static constexpr int step_ms = 5;

    static sockaddr_in here(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        return address;
    }

    void run(const std::stop_token& stop, std::uint16_t server_port) {
        pollfd calls{.fd = listener_.get(), .events = POLLIN, .revents = 0};
        while (::poll(&calls, 1, step_ms) == 0) {
            if (stop.stop_requested()) return;
        }
        const Descriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        const Descriptor server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        auto address = here(server_port);
        ROLLCALL_ASSERT(
            ::connect(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0
        );
        while (!stop.stop_requested() && pass(client.get(), server.get())) {
        }
    }

    bool pass(int client, int server) {
        const short from_server = is_holding_ && is_told_ ? 0 : POLLIN;
        std::array<pollfd, 2> ends{
            {{.fd = client, .events = POLLIN, .revents = 0},
             {.fd = server, .events = from_server, .revents = 0}}};
        ::poll(ends.data(), ends.size(), step_ms);
        if (ends[0].revents != 0 && !move(client, server, buffer_.size())) return false;
        if (ends[1].revents == 0) return true;
        const bool hold = is_told_;
        const bool moved = move(server, client, hold ? let_through : buffer_.size());
        is_holding_ = hold;
        return moved;
    }

    bool move(int from, int to, std::size_t most) {
        const auto got = ::recv(from, buffer_.data(), most, 0);
        if (got <= 0) return false;
        std::string_view rest(buffer_.data(), static_cast<std::size_t>(got));
        while (!rest.empty()) {
            const auto sent = ::send(to, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::array<char, 16 * 1024> buffer_{};
    std::atomic<bool> is_told_ = false;
    std::atomic<bool> is_holding_ = false;
    std::jthread thread_;
};

}  // namespace rollcall::tests
