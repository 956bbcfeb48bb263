#include "net/file_sender.hpp"

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "http/message.hpp"
#include "net/asio.hpp"
#include "net/offload.hpp"
#include "net/peers.hpp"
#include "net/settings.hpp"
#include "net/wire.hpp"
#include "tests/support/raw_client.hpp"

namespace rollcall::net {
namespace {

// One client, and a sender that reads in small pieces on a storage that lets nothing new in.
class FileSenderTest : public testing::Test {
protected:
    FileSenderTest() {
        settings.transfer_bytes = kib;
        Socket socket(io.get_executor());
        acceptor.accept(socket);
        wire.emplace(
            Line{.channel = Channel(std::move(socket)), .seat = peers.seat("127.0.0.1")}, wires
        );
    }

    static http::FileBody body_of(std::string_view bytes) {
        http::FileBody body{Descriptor(::memfd_create("file", MFD_CLOEXEC)), 0, bytes.size()};
        EXPECT_EQ(
            ::write(body.file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size())
        );
        return body;
    }

    // Whether all of it was sent.
    bool send(http::FileBody body) {
        FileSender sender(*wire, storage, settings);
        bool is_sent = false;
        asio::co_spawn(
            io.get_executor(),
            sender.send(std::move(body)),
            [&](const std::exception_ptr& thrown, bool sent) { is_sent = !thrown && sent; }
        );
        io.run();
        return is_sent;
    }

    asio::io_context io{1};
    Acceptor acceptor{io.get_executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    tests::RawClient client{acceptor.local_endpoint().port()};
    Peers peers;
    Wires wires;
    ServerSettings settings;
    Offload storage{1, 0};
    std::optional<Wire> wire;
};

TEST_F(FileSenderTest, EndsWhatItBeganHoweverBusyTheStorageIs) {
    const auto bytes = std::string(20 * kib, 'a') + std::string(300, 'b');

    EXPECT_TRUE(send(body_of(bytes)));

    EXPECT_EQ(client.read_bytes(bytes.size()), bytes);
}

TEST_F(FileSenderTest, SendsNoMoreOfAFileThatIsShorterThanItWas) {
    auto body = body_of(std::string(3 * kib, 'a'));
    body.length += 1;

    EXPECT_FALSE(send(std::move(body)));

    wire.reset();
    EXPECT_EQ(client.read_bytes(4 * kib), std::string(3 * kib, 'a'));
}

}  // namespace
}  // namespace rollcall::net
