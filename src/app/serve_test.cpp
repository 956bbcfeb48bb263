#include "app/serve.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "app/settings.hpp"
#include "base/failure.hpp"

namespace rollcall::app {
namespace {

TEST(Serve, ListensAsTheSettingsSay) {
    Settings settings;
    settings.host = "127.0.0.1, ::1";
    settings.port = 0;
    settings.sockets_max = 30'000;
    settings.socket_payload_bytes = 200'000;

    settings.connections_max = 100;
    settings.connections_per_address_max = 10;
    settings.header_timeout_ms = 1'000;
    settings.idle_timeout_ms = 2'000;
    settings.transfer_grace_ms = 3'000;
    settings.transfer_bytes_per_second = 4'000;
    settings.trusted_proxies = "10.0.0.0/8, ::1";
    settings.tls_cert_file = "cert.pem";
    settings.tls_key_file = "key.pem";

    const auto listening = listening_of(settings);

    EXPECT_EQ(listening.hosts.size(), 2U);
    EXPECT_EQ(listening.port, 0U);
    EXPECT_EQ(listening.connections_max, settings.sockets_max + 100);
    EXPECT_EQ(listening.connections_per_peer_max, settings.sockets_per_address_max + 10);
    EXPECT_EQ(listening.deadlines.header, Milliseconds(1'000));
    EXPECT_EQ(listening.deadlines.idle, Milliseconds(2'000));
    EXPECT_EQ(listening.deadlines.grace, Milliseconds(3'000));
    EXPECT_EQ(listening.deadlines.bytes_per_second, 4'000U);
    EXPECT_TRUE(listening.trusted_proxies.trusts("10.1.1.1"));
    EXPECT_TRUE(listening.trusted_proxies.trusts("::1"));
    EXPECT_FALSE(listening.trusted_proxies.trusts("127.0.0.1"));
    EXPECT_EQ(listening.tls.certificate, "cert.pem");
    EXPECT_EQ(listening.tls.key, "key.pem");
    EXPECT_EQ(listening.websocket_message_bytes_max, settings.socket_payload_bytes);
}

// Under the address sanitizer: a front that goes before the io thread has ended is seen.
TEST(Serve, EndsInOrderWhenItCannotSayWhereItIs) {
    Settings settings;
    settings.data_dir = testing::TempDir() + "serve-without-address";
    settings.host = "127.0.0.1";
    settings.port = 0;
    settings.workers = 0;
    std::filesystem::remove_all(settings.data_dir);
    // In the way of the file that says where the server is.
    std::filesystem::create_directories(settings.data_dir + "/server.json");
    std::ofstream(settings.data_dir + "/server.json/file") << "in the way";

    EXPECT_THROW(serve(settings), Failure);

    std::filesystem::remove_all(settings.data_dir);
}

}  // namespace
}  // namespace rollcall::app
