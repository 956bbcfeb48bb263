#include "cli/client.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace rollcall::cli {
namespace {

using std::chrono::milliseconds;

// The kernel takes connections for it; nobody ever answers them.
class SilentServer {
public:
    SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        unsigned size = sizeof(address);
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_.get(), any, size), 0);
        EXPECT_EQ(::listen(socket_.get(), 8), 0);
        EXPECT_EQ(::getsockname(socket_.get(), any, &size), 0);
        port_ = ntohs(address.sin_port);
    }

    ServerOptions options() const {
        ServerOptions options;
        options.url = "http://127.0.0.1:" + std::to_string(port_);
        options.token = "x";
        options.silence_max = std::chrono::seconds{1};
        return options;
    }

private:
    Descriptor socket_;
    unsigned port_ = 0;
};

TEST(Client, GivesUpOnAServerThatIsSilent) {
    const SilentServer server;
    Client client(server.options(), [](milliseconds) { return false; });

    const auto answer = client.get("/queue/stats");

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

TEST(Client, EndsWhateverItAsksWhenSomebodyAskedToStop) {
    const SilentServer server;
    const std::string file = testing::TempDir() + "client_test_report.xlsx";
    for (const std::string name : {"get", "post", "follow", "download"}) {
        SCOPED_TRACE(name);
        Client client(server.options(), [](milliseconds) { return true; });
        Error error;
        if (name == "get") error = client.get("/queue/stats").error();
        if (name == "post") error = client.post("/queue/pause", {}).error();
        if (name == "follow") error = client.follow("/events/x", [](auto) {}).error();
        if (name == "download") error = client.download("/report/x", file).error();
        EXPECT_EQ(error.code, Errc::cancelled);
    }
}

TEST(Client, RemembersAStopThatItWasToldOfOnce) {
    const SilentServer server;
    int told = 0;
    Client client(server.options(), [&](milliseconds) { return told++ == 0; });

    EXPECT_EQ(client.get("/queue/stats").error().code, Errc::cancelled);

    EXPECT_TRUE(client.stop_asked());
    EXPECT_EQ(client.get("/queue/stats").error().code, Errc::cancelled);
}

}  // namespace
}  // namespace rollcall::cli
