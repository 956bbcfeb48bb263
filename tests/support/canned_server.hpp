// An HTTP server that says what it was told to say, one answer a connection, and keeps what it was
// asked.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"

namespace rollcall::tests {

// A whole answer; its connection closes behind it.
inline std::string canned(std::string_view status, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

// Ends when all answers were given; going away earlier gives the rest up.
class CannedServer {
public:
    explicit CannedServer(std::vector<std::string> answers)
        : answers_(std::move(answers)),
          listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        ROLLCALL_ASSERT(::bind(listener_.get(), plain, length) == 0);
        ROLLCALL_ASSERT(::listen(listener_.get(), 8) == 0);
        ROLLCALL_ASSERT(::getsockname(listener_.get(), plain, &length) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    CannedServer(const CannedServer&) = delete;
    CannedServer& operator=(const CannedServer&) = delete;
    ~CannedServer() { ::shutdown(listener_.get(), SHUT_RDWR); }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    // What was asked, head and body; once all answers were given.
    const std::vector<std::string>& requests() {
        if (thread_.joinable()) thread_.join();
        return requests_;
    }

private:
    void serve() {
        for (const auto& answer : answers_) {
            const Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!connection) return;
            requests_.push_back(read_request(connection.get()));
            std::string_view rest = answer;
            while (!rest.empty()) {
                const auto sent = ::send(connection.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent <= 0) break;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
        }
    }

    static std::string read_request(int connection) {
        std::string request;
        std::array<char, 64 * 1024> buffer{};
        for (;;) {
            const auto head = request.find("\r\n\r\n");
            if (head != std::string::npos && request.size() >= head + 4 + body_bytes(request)) {
                return request;
            }
            const auto got = ::recv(connection, buffer.data(), buffer.size(), 0);
            if (got <= 0) return request;
            request.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    static std::size_t body_bytes(std::string_view request) {
        constexpr std::string_view name = "Content-Length: ";
        const auto at = request.find(name);
        if (at == std::string_view::npos) return 0;
        return std::stoul(std::string(request.substr(at + name.size(), 20)));
    }

    std::vector<std::string> answers_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

}  // namespace rollcall::tests
