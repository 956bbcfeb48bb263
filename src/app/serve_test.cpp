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

    const auto listening = listening_of(settings);

    EXPECT_EQ(listening.hosts.size(), 2U);
    EXPECT_EQ(listening.port, 0U);
    EXPECT_GT(listening.connections_max, settings.sockets_max);
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
