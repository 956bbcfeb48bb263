// A server that answers commands as a test says, byte for byte.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
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
#include "base/guarded.hpp"
#include "db/redis/reply_reader.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::tests {

// Serves one connection after the other.
class CannedRedis {
public:
    using Words = std::vector<std::string>;
    struct Answer {
        std::string bytes;
        bool and_close = false;
    };
    // What a command is answered with; a login's PING and ROLE are answered as a master does.
    using Answers = std::function<Answer(const Words&)>;

    explicit CannedRedis(Answers answers)
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
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    CannedRedis(const CannedRedis&) = delete;
    CannedRedis& operator=(const CannedRedis&) = delete;
    ~CannedRedis() {
        thread_.request_stop();
        ::shutdown(listener_.get(), SHUT_RDWR);
        serving_.with([](int connection) {
            if (connection >= 0) ::shutdown(connection, SHUT_RDWR);
        });
    }

    db::redis::Endpoint endpoint() const { return {"127.0.0.1", port_}; }
    db::redis::Settings settings() const {
        db::redis::Settings settings;
        settings.server = endpoint();
        return settings;
    }
    // "127.0.0.1:PORT"
    std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
    // All that was asked but the login, each command's words with a blank between.
    std::vector<std::string> asked() const {
        return asked_.with([](const auto& asked) { return asked; });
    }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!connection) return;
            serving_.with([&](int& serving) { serving = connection.get(); });
            if (!stop.stop_requested()) talk(connection.get());
            serving_.with([](int& serving) { serving = -1; });
        }
    }

    void talk(int connection) {
        // Commands are arrays of texts: what reads replies reads them too.
        db::redis::ReplyReader reader;
        was_greeted_ = false;
        std::array<char, 64 * 1024> buffer{};
        for (;;) {
            const auto got = ::recv(connection, buffer.data(), buffer.size(), 0);
            if (got <= 0) return;
            reader.feed({buffer.data(), static_cast<std::size_t>(got)});
            for (;;) {
                const auto command = reader.next();
                ROLLCALL_ASSERT(command.has_value());
                if (!*command) break;
                if (!answer(connection, **command)) return;
            }
        }
    }

    bool answer(int connection, const db::redis::Reply& command) {
        Words words;
        std::string line;
        for (const auto& item : command.items) {
            words.push_back(item.text);
            line += (line.empty() ? "" : " ") + item.text;
        }
        if (line == "PING" && !std::exchange(was_greeted_, true))
            return send(connection, "+PONG\r\n");
        if (line == "ROLE") return send(connection, "*1\r\n$6\r\nmaster\r\n");
        asked_.with([&](auto& asked) { asked.push_back(line); });
        const auto answer = answers_(words);
        const bool sent = send(connection, answer.bytes);
        return sent && !answer.and_close;
    }

    static bool send(int connection, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    Answers answers_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    bool was_greeted_ = false;
    Guarded<std::vector<std::string>> asked_;
    Guarded<int> serving_{-1};
    std::jthread thread_;
};

}  // namespace rollcall::tests
