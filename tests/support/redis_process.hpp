// A redis-server of a test's own, to be killed, frozen and started again.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "db/redis/settings.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

inline std::uint16_t free_port() {
    const Descriptor probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    ROLLCALL_ASSERT(::bind(probe.get(), plain, length) == 0);
    ROLLCALL_ASSERT(::getsockname(probe.get(), plain, &length) == 0);
    return ntohs(address.sin_port);
}

// Waits until it is so: what another process does takes its time.
inline bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

class RedisProcess {
public:
    // Options as on the command line, without their dashes: {"requirepass", "secret"}.
    using Options = std::vector<std::pair<std::string, std::string>>;

    explicit RedisProcess(const Options& options = {})
        : RedisProcess("redis-server", "Ready to accept connections", options) {}
    RedisProcess(const RedisProcess&) = delete;
    RedisProcess& operator=(const RedisProcess&) = delete;
    ~RedisProcess() { kill(); }

    // A sentinel of one master, which it alone judges.
    static RedisProcess sentinel_of(const std::string& name, std::uint16_t master) {
        return {
            "redis-sentinel",
            "Sentinel ID is",
            {{"sentinel monitor " + name + " 127.0.0.1 " + std::to_string(master), "1"},
             {"sentinel down-after-milliseconds " + name, "500"},
             {"sentinel failover-timeout " + name, "2000"}}};
    }

    std::uint16_t port() const { return port_; }
    // Its settings for a client.
    db::redis::Settings settings() const {
        db::redis::Settings settings;
        settings.server = {"127.0.0.1", port_};
        return settings;
    }

    // On its old port.
    void start() {
        std::array<int, 2> pipe{};
        ROLLCALL_ASSERT(::pipe2(pipe.data(), O_CLOEXEC) == 0);
        Descriptor said(pipe[1]);
        says_ = Descriptor(pipe[0]);
        const auto file = folder_ / "redis.conf";
        process_ = ::fork();
        ROLLCALL_ASSERT(process_ >= 0);
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::dup2(said.get(), STDOUT_FILENO);
            ::execlp(program_.c_str(), program_.c_str(), file.c_str(), nullptr);
            ::_exit(127);
        }
        said.reset();
        std::string heard;
        std::array<char, 4096> buffer{};
        while (heard.find(ready_) == std::string::npos) {
            const auto got = ::read(says_.get(), buffer.data(), buffer.size());
            if (got <= 0) FAIL() << program_ << " ended: " << heard;
            heard.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    void kill() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    // It stays connected, and silent.
    void freeze() const { ::kill(process_, SIGSTOP); }
    void thaw() const { ::kill(process_, SIGCONT); }

private:
    RedisProcess(std::string program, std::string ready, const Options& options)
        : program_(std::move(program)), ready_(std::move(ready)), port_(free_port()) {
        Options all{
            {"port", std::to_string(port_)}, {"bind", "127.0.0.1"}, {"dir", folder_.path()}};
        if (program_ == "redis-server") {
            all.insert(all.end(), {{"save", "\"\""}, {"repl-diskless-sync-delay", "0"}});
        }
        all.insert(all.end(), options.begin(), options.end());
        const Descriptor file(::open(
            (folder_ / "redis.conf").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR
        ));
        for (const auto& [option, value] : all)
            ::dprintf(file.get(), "%s %s\n", option.c_str(), value.c_str());
        start();
    }

    std::string program_;
    std::string ready_;
    std::uint16_t port_;
    TemporaryFolder folder_;
    Descriptor says_;
    pid_t process_ = 0;
};

}  // namespace rollcall::tests
