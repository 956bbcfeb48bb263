// A link to the test cluster that loses the answer of a commit when asked to: the commit has
// happened, and the client's connection breaks before it hears so.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rollcall::tests {

class LossyLink {
public:
    // `url` is one of the test cluster's, "…@127.0.0.1:PORT/…".
    explicit LossyLink(const std::string& url) : url_(url) {
        const auto colon = url.find(':', url.find('@'));
        const auto slash = url.find('/', colon);
        server_port_ =
            static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1, slash - colon - 1)));
        auto here = address(0);
        EXPECT_EQ(::bind(door_, reinterpret_cast<sockaddr*>(&here), sizeof here), 0);
        EXPECT_EQ(::listen(door_, 64), 0);
        socklen_t length = sizeof here;
        EXPECT_EQ(::getsockname(door_, reinterpret_cast<sockaddr*>(&here), &length), 0);
        url_.replace(colon + 1, slash - colon - 1, std::to_string(ntohs(here.sin_port)));
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    LossyLink(const LossyLink&) = delete;
    LossyLink& operator=(const LossyLink&) = delete;
    ~LossyLink() {
        thread_.request_stop();
        thread_.join();
        ::close(door_);
    }

    const std::string& url() const { return url_; }
    // The answer of the next commit will be lost.
    void lose_next() { losing_ = true; }
    bool has_lost() const { return !losing_; }

private:
    struct Pair {
        int client = -1;
        int server = -1;
        bool doomed = false;  // a commit was sent whose answer is to be lost
    };

    static sockaddr_in address(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        return address;
    }

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::vector<pollfd> sockets{{.fd = door_, .events = POLLIN, .revents = 0}};
            for (const auto& pair : pairs_) {
                sockets.push_back({.fd = pair.client, .events = POLLIN, .revents = 0});
                sockets.push_back({.fd = pair.server, .events = POLLIN, .revents = 0});
            }
            constexpr int look_for_stop_ms = 20;
            ::poll(sockets.data(), sockets.size(), look_for_stop_ms);
            std::size_t next = 1;
            for (auto pair = pairs_.begin(); pair != pairs_.end(); next += 2) {
                const bool open = (sockets[next].revents == 0 || pass_on(*pair)) &&
                                  (sockets[next + 1].revents == 0 || pass_back(*pair));
                if (!open) close(*pair);
                pair = open ? std::next(pair) : pairs_.erase(pair);
            }
            if (sockets[0].revents != 0) admit();
        }
        for (const auto& pair : pairs_)
            close(pair);
    }
    void admit() {
        Pair pair{
            .client = ::accept(door_, nullptr, nullptr),
            .server = ::socket(AF_INET, SOCK_STREAM, 0)};
        auto there = address(server_port_);
        EXPECT_EQ(::connect(pair.server, reinterpret_cast<sockaddr*>(&there), sizeof there), 0);
        pairs_.push_back(pair);
    }
    bool pass_on(Pair& pair) {
        const auto bytes = receive(pair.client);
        // With the end of its message: BEGIN names a READ COMMITTED too.
        constexpr std::string_view commit("COMMIT\0", 7);
        if (bytes.find(commit) != std::string::npos && losing_) pair.doomed = true;
        return !bytes.empty() && send(pair.server, bytes);
    }
    bool pass_back(Pair& pair) {
        const auto bytes = receive(pair.server);
        if (pair.doomed) losing_ = false;
        return !pair.doomed && !bytes.empty() && send(pair.client, bytes);
    }
    static std::string receive(int socket) {
        std::array<char, 65'536> buffer{};
        const auto length = ::recv(socket, buffer.data(), buffer.size(), 0);
        return length > 0 ? std::string(buffer.data(), static_cast<std::size_t>(length)) : "";
    }
    static bool send(int socket, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    static void close(const Pair& pair) {
        ::close(pair.client);
        ::close(pair.server);
    }

    std::string url_;
    std::uint16_t server_port_ = 0;
    int door_ = ::socket(AF_INET, SOCK_STREAM, 0);
    std::atomic<bool> losing_ = false;
    std::list<Pair> pairs_;  // the thread's own
    std::jthread thread_;
};

}  // namespace rollcall::tests
