// A client that sends exactly the bytes it is given, and reads answers with a deadline.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/descriptor.hpp"
#include "base/text.hpp"

namespace rollcall::tests {

struct RawAnswer {
    unsigned status = 0;                                      // 0: there was none
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::string body;

    std::string header(std::string_view name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

class RawClient {
public:
    // `from`: another address of this machine.
    explicit RawClient(std::uint16_t port, const char* from = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval patience{.tv_sec = 20, .tv_usec = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::inet_addr(from);
        is_connected_ =
            ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_connected_ =
            is_connected_ &&
            ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }

    bool is_connected() const { return is_connected_; }
    int descriptor() const { return socket_.get(); }

    // False when the server does not take all of it.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

    // Gone without a word: the server's next step meets a reset.
    void reset() {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        socket_.reset();
    }

    // The next answer; an interim one counts. `has_body`: false after HEAD.
    RawAnswer read_answer(bool has_body = true) {
        while (buffer_.find("\r\n\r\n") == std::string::npos) {
            if (!receive()) return {};
        }
        auto answer = take_head();
        if (!has_body || answer.status < 200) return answer;
        const auto length = std::strtoull(answer.header("content-length").c_str(), nullptr, 10);
        while (buffer_.size() < length) {
            if (!receive()) return {};
        }
        answer.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
        return answer;
    }

    // Every answer up to the end of the connection.
    std::vector<RawAnswer> read_answers(bool have_bodies = true) {
        std::vector<RawAnswer> answers;
        for (auto answer = read_answer(have_bodies); answer.status != 0;
             answer = read_answer(have_bodies)) {
            answers.push_back(std::move(answer));
        }
        return answers;
    }

    // The next bytes as they are; fewer at the connection's end.
    std::string read_bytes(std::size_t count) {
        while (buffer_.size() < count && receive()) {
        }
        auto bytes = buffer_.substr(0, count);
        buffer_.erase(0, bytes.size());
        return bytes;
    }

    // Whether the server ends the connection, and sends nothing more before.
    bool is_ended() { return buffer_.empty() && !receive() && has_ended_; }

private:
    bool receive() {
        char bytes[64 * 1024];
        const auto count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
        has_ended_ = count == 0;
        if (count <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    RawAnswer take_head() {
        const auto end = buffer_.find("\r\n\r\n");
        std::string_view rest = std::string_view(buffer_).substr(0, end + 2);
        RawAnswer answer;
        answer.status = static_cast<unsigned>(std::strtoul(rest.data() + 9, nullptr, 10));
        rest.remove_prefix(rest.find("\r\n") + 2);
        while (!rest.empty()) {
            const auto line = rest.substr(0, rest.find("\r\n"));
            const auto colon = line.find(':');
            answer.headers[fold_case(line.substr(0, colon))] = trim(line.substr(colon + 1));
            rest.remove_prefix(line.size() + 2);
        }
        buffer_.erase(0, end + 4);
        return answer;
    }

    Descriptor socket_;
    bool is_connected_ = false;
    bool has_ended_ = false;
    std::string buffer_;
};

}  // namespace rollcall::tests
