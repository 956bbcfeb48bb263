// A Redis behind TLS, with a certificate that the test makes.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "tests/support/holding_relay.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using tests::failure_of;
using tests::RedisProcess;

class RedisTlsTest : public tests::RedisTest {
protected:
    // A server whose certificate is for this name.
    std::unique_ptr<RedisProcess> server_for(const std::string& name) {
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
            " -subj /CN=redis -addext subjectAltName=" +
            name + " -keyout " + key_file() + " -out " + certificate() + " 2>/dev/null";
        EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
        port_ = tests::free_port();
        const RedisProcess::Options options{
            {"tls-port", std::to_string(port_)},
            {"tls-cert-file", certificate()},
            {"tls-key-file", key_file()},
            {"tls-ca-cert-file", certificate()},
            {"tls-auth-clients", "no"}};
        return std::make_unique<RedisProcess>(options);
    }
    Settings secure(const std::string& host = "127.0.0.1") const {
        Settings settings;
        settings.server = {host, port_};
        settings.tls = true;
        settings.tls_ca_file = certificate();
        return settings;
    }
    std::string certificate() const { return folder_ / "certificate.pem"; }
    std::string key_file() const { return folder_ / "key.pem"; }

private:
    tests::TemporaryFolder folder_;
    std::uint16_t port_ = 0;
};

TEST_F(RedisTlsTest, CarriesCallsAndPipelinesOfAnySize) {
    const auto server = server_for("IP:127.0.0.1");
    Connection redis(secure());
    const std::string bytes(1'000'000, 'x');
    const std::vector<Command> commands(20, {"ECHO", bytes});

    EXPECT_EQ(redis.call({"SET", "a", "b"}).text, "OK");
    for (const auto& reply : redis.call_all(commands))
        ASSERT_EQ(reply.text, bytes);
    EXPECT_TRUE(redis.alive());
}

TEST_F(RedisTlsTest, AWaitThatEndsWithNothingLosesNothing) {
    const auto server = server_for("IP:127.0.0.1");
    Connection listener(secure());
    const std::vector<std::string> channels{"one"};
    listener.subscribe(channels, {});
    Connection redis(secure());

    for (int i = 0; i < 50; ++i) {
        EXPECT_FALSE(listener.next_message(milliseconds{1}));
        redis.call(Command{"PUBLISH", "one"}.add(i));
        const auto message = listener.next_message(milliseconds{30'000});
        ASSERT_TRUE(message);
        EXPECT_EQ(message->payload, std::to_string(i));
    }
}

TEST_F(RedisTlsTest, HalfARecordIsNotWaitedForLongerThanTheTime) {
    const auto server = server_for("IP:127.0.0.1");
    tests::HoldingRelay relay(secure().server.port);
    auto settings = secure();
    settings.server.port = relay.port();
    Connection listener(settings);
    const std::vector<std::string> channels{"one"};
    listener.subscribe(channels, {});

    relay.hold();
    Connection(secure()).call({"PUBLISH", "one", "whole"});
    ASSERT_TRUE(tests::comes_true([&] { return relay.is_holding(); }));
    EXPECT_FALSE(listener.next_message(milliseconds{0}));

    relay.let_go();
    const auto message = listener.next_message(milliseconds{30'000});
    ASSERT_TRUE(message);
    EXPECT_EQ(message->payload, "whole");
}

TEST_F(RedisTlsTest, ServersAreFoundByTheirNameToo) {
    const auto server = server_for("DNS:localhost");

    EXPECT_EQ(Connection(secure("localhost")).call({"PING"}).text, "PONG");
}

TEST_F(RedisTlsTest, ACertificateForAnotherNameIsRefused) {
    const auto server = server_for("DNS:localhost");

    const auto failure = failure_of([&] { Connection redis(secure("127.0.0.1")); });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("certificate verify failed"));
}

TEST_F(RedisTlsTest, ACertificateOfNobodyWeTrustIsRefused) {
    const auto server = server_for("IP:127.0.0.1");
    auto settings = secure();
    settings.tls_ca_file = "";

    const auto failure = failure_of([&] { Connection redis(settings); });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("certificate verify failed"));
}

TEST_F(RedisTlsTest, ACaFileThatIsNotThereIsToldAndNobodyIsMet) {
    const auto server = server_for("IP:127.0.0.1");
    auto settings = secure();
    settings.tls_ca_file = "/nowhere/ca.pem";

    EXPECT_EQ(failure_of([&] { Connection redis(settings); }).trouble(), Trouble::unreachable);
}

TEST_F(RedisTlsTest, AServerWithoutTlsIsNotTalkedTo) {
    const auto server = server_for("IP:127.0.0.1");
    auto settings = server->settings();
    settings.tls = true;
    settings.tls_ca_file = certificate();
    settings.connect_timeout = milliseconds{1'000};

    EXPECT_EQ(failure_of([&] { Connection redis(settings); }).trouble(), Trouble::unreachable);
}

TEST_F(RedisTlsTest, AKilledServerLosesTheConnection) {
    const auto server = server_for("IP:127.0.0.1");
    Connection redis(secure());
    server->kill();

    EXPECT_EQ(failure_of([&] { redis.call({"INCR", "n"}); }).trouble(), Trouble::lost);
    EXPECT_FALSE(redis.alive());
}

}  // namespace
}  // namespace rollcall::db::redis
