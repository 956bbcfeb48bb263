// The publisher beside a server that listens as redis-adapter does.
#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/settings.hpp"
#include "live/redis/broadcast.hpp"
#include "live/redis/outlet.hpp"
#include "live/redis/publisher.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::live::redis {
namespace {

// Only a test that fails waits so long.
constexpr std::chrono::seconds deadline{60};
constexpr std::chrono::milliseconds round_time{20};

bool comes_true(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

// Listens to a namespace from its making on.
class Server {
public:
    Server(const db::redis::Settings& settings, const std::string& name_space)
        : connection_(settings) {
        const std::vector channels{requests_of(name_space)};
        const std::vector patterns{channels_of(name_space)};
        connection_.subscribe(channels, patterns);
    }

    std::optional<db::redis::Message> hear() { return connection_.next_message(deadline); }

private:
    db::redis::Connection connection_;
};

class PublisherTest : public tests::RedisTest {
protected:
    std::string name_space() const { return "/" + prefix(); }
    void emit(Outlet& outlet, std::string_view event) {
        outlet.emit({.rooms = {"queue"}, .except = {}}, event, {}, {});
    }
};

TEST_F(PublisherTest, ServersHearWhatIsEmittedWhileTheyListen) {
    Outlet outlet({.sender = "rollcall-one", .name = name_space()});
    Publisher publisher(settings(), outlet, round_time);
    std::atomic<int> opened = 0;
    const std::jthread thread([&](const std::stop_token& stop) {
        publisher.run(stop, {.opened = [&] { ++opened; }, .check = [] {}});
    });
    {
        Server server(settings(), name_space());
        ASSERT_TRUE(comes_true([&] { return outlet.is_open(); }));
        emit(outlet, "one");
        emit(outlet, "two");

        for (const auto* event : {"one", "two"}) {
            const auto heard = server.hear();
            ASSERT_TRUE(heard.has_value());
            EXPECT_EQ(heard->channel, "socket.io#" + name_space() + "#queue#");
            const auto broadcast = decode(heard->payload);
            ASSERT_TRUE(broadcast.has_value());
            EXPECT_EQ(broadcast->event, event);
            EXPECT_EQ(broadcast->sender, "rollcall-one");
        }
    }
    EXPECT_TRUE(comes_true([&] { return !outlet.is_open(); })) << "nobody listens any more";
    const Server another(settings(), name_space());
    EXPECT_TRUE(comes_true([&] { return opened == 2; }));
}

TEST_F(PublisherTest, EndsAndClosesWhenItMayNotGoOn) {
    Outlet outlet({.sender = "rollcall-one", .name = name_space()});
    Publisher publisher(settings(), outlet, round_time);
    const Server server(settings(), name_space());
    const auto check = [&] {
        if (outlet.is_open()) throw std::runtime_error("another publishes");
    };

    EXPECT_THROW(
        publisher.run(std::stop_token(), {.opened = [] {}, .check = check}), std::runtime_error
    );

    EXPECT_FALSE(outlet.is_open());
}

TEST_F(PublisherTest, SaysWhenItsConnectionIsGone) {
    Outlet outlet({.sender = "rollcall-one", .name = name_space()});
    Publisher publisher(settings(), outlet, round_time);
    const Server server(settings(), name_space());
    db::redis::Connection administrator(settings());
    const auto cut_off = [&] {
        const auto clients = administrator.call({"CLIENT", "LIST"}).text;
        const auto name = clients.find("name=" + Publisher::client_name(name_space()) + " ");
        ASSERT_NE(name, std::string::npos);
        const auto line = clients.rfind("id=", name);
        administrator.call(
            {"CLIENT", "KILL", "ID", clients.substr(line + 3, clients.find(' ', line) - line - 3)}
        );
    };

    EXPECT_THROW(
        publisher.run(std::stop_token(), {.opened = cut_off, .check = [] {}}),
        db::redis::RedisFailure
    );

    EXPECT_FALSE(outlet.is_open());
}

}  // namespace
}  // namespace rollcall::live::redis
