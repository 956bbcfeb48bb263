// Bytes between a client and a server on this machine, and a link that breaks at a word.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/guarded.hpp"

namespace rollcall::tests {

// The port of postgresql://…@127.0.0.1:PORT/….
inline std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

// A thread of its own. Cuts one link, once; later ones are whole.
class CuttingRelay {
public:
    explicit CuttingRelay(std::uint16_t server) : server_(server), listener_(listen()) {
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }
    // The server gets the word and answers it; the client never hears the answer.
    void cut_after(std::string word) { arm({std::move(word), true}); }
    // The server does not get the word.
    void cut_before(std::string word) { arm({std::move(word), false}); }
    bool has_cut() const { return has_cut_; }

private:
    struct Cut {
        std::string word;
        bool after = false;
    };
    struct Link {
        Descriptor client;
        Descriptor server;
        bool deaf = false;  // the server's next answer is the one to lose
    };

    void arm(Cut cut) {
        cut_.with([&](Cut& armed) { armed = std::move(cut); });
    }

    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    static int listen() {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(0);
        ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(listener, 16);
        return listener;
    }

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::vector<pollfd> ready{{.fd = listener_.get(), .events = POLLIN, .revents = 0}};
            for (const auto& link : links_) {
                ready.push_back({.fd = link.client.get(), .events = POLLIN, .revents = 0});
                ready.push_back({.fd = link.server.get(), .events = POLLIN, .revents = 0});
            }
            ::poll(ready.data(), ready.size(), 50);
            std::size_t at = 1;
            for (auto link = links_.begin(); link != links_.end(); at += 2) {
                const bool whole = (ready[at].revents == 0 || forward(*link)) &&
                                   (ready[at + 1].revents == 0 || give_back(*link));
                link = whole ? std::next(link) : links_.erase(link);
            }
            if (ready[0].revents != 0) accept();
        }
    }

    void accept() {
        Link link;
        link.client = Descriptor(::accept(listener_.get(), nullptr, nullptr));
        link.server = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto address = loopback(server_);
        const auto* to = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(link.server.get(), to, sizeof address) == 0)
            links_.push_back(std::move(link));
    }

    // False: the link is to go.
    bool forward(Link& link) {
        const auto bytes = read_some(link.client.get());
        if (bytes.empty()) return false;
        const bool lose = cut_.with([&](Cut& cut) {
            if (cut.word.empty() || bytes.find(cut.word) == std::string::npos) return false;
            link.deaf = cut.after;
            cut.word.clear();
            has_cut_ = true;
            return !cut.after;
        });
        return !lose && send_all(link.server.get(), bytes);
    }
    bool give_back(Link& link) {
        const auto bytes = read_some(link.server.get());
        return !bytes.empty() && !link.deaf && send_all(link.client.get(), bytes);
    }

    static std::string read_some(int from) {
        std::array<char, 65536> bytes{};
        const auto count = ::recv(from, bytes.data(), bytes.size(), 0);
        return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    }
    static bool send_all(int to, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    std::uint16_t server_;
    Descriptor listener_;
    std::list<Link> links_;  // of the thread alone
    Guarded<Cut> cut_;
    std::atomic<bool> has_cut_ = false;
    std::jthread thread_;
};

}  // namespace rollcall::tests
