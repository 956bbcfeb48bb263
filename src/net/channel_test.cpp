#include "net/channel.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "tests/support/certificates.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/tls_client.hpp"

namespace rollcall::net {
namespace {

// One line of this machine, with a channel at one end.
class ChannelTest : public testing::Test {
protected:
    Socket accepted() {
        Socket socket(io.get_executor());
        acceptor.accept(socket);
        return socket;
    }

    void secure() {
        static const tests::Certificate certificate;
        const auto identity = tls::Identity::load(certificate.files());
        ASSERT_TRUE(identity);
        channel.emplace(accepted(), *identity);
        ::fcntl(client.descriptor(), F_SETFL, O_NONBLOCK);
        tls.emplace(client.descriptor());
        while (!tls->shake_hands() && !tls->has_failed())
            channel->shake_hands();
        while (channel->shake_hands() != tls::Handshake::done)
            ASSERT_FALSE(tls->has_failed());
    }

    std::size_t write(const std::vector<std::string>& texts, ErrorCode& error) {
        std::vector<asio::const_buffer> pieces;
        for (const auto& text : texts)
            pieces.emplace_back(text.data(), text.size());
        return channel->write_some(pieces, error);
    }

    // At least as many bytes as are due, or fewer when the line ends.
    std::string read_by_client(std::size_t due) {
        std::string all;
        while (all.size() < due && !tls->was_told_goodbye())
            all += tls->read();
        return all;
    }

    asio::io_context io{1};
    Acceptor acceptor{io.get_executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    tests::RawClient client{acceptor.local_endpoint().port()};
    std::optional<Channel> channel;
    std::optional<tests::TlsClient> tls;
};

TEST_F(ChannelTest, PassesBytesOnInClear) {
    channel.emplace(accepted());
    std::array<char, 8> room{};
    ErrorCode error;

    EXPECT_EQ(channel->read_some(room, error), 0U);
    EXPECT_EQ(error, asio::error::would_block);
    EXPECT_FALSE(channel->is_secure());
    EXPECT_EQ(write({"HTTP/1.1 204 No", " Content\r\n\r\n"}, error), 27U);
    EXPECT_EQ(client.read_answer(false).status, 204U);
}

TEST_F(ChannelTest, PutsPiecesOfAnySizeIntoRecords) {
    secure();
    const std::string large(50'000, 'l');
    const std::vector<std::vector<std::string>> cases{
        {"one"},
        {"", "behind nothing", ""},
        {"a", "b", "c"},
        {"head", large},
        {large, "tail"},
        {std::string(16'384, 'x'), std::string(16'384, 'y')},
        {std::string(16'383, 'x'), "yz", large},
    };
    for (const auto& pieces : cases) {
        std::string whole;
        for (const auto& piece : pieces)
            whole += piece;
        ErrorCode error;
        ASSERT_EQ(write(pieces, error), whole.size());
        EXPECT_FALSE(error);
        EXPECT_TRUE(read_by_client(whole.size()) == whole);
    }
}

TEST_F(ChannelTest, SaysHowMuchOfManyPiecesTheSocketTook) {
    secure();
    const std::string whole(64'000'000, 'a');
    std::size_t sent = 0;
    std::string read;
    bool has_blocked = false;
    while (sent < whole.size()) {
        const auto rest = std::string_view(whole).substr(sent);
        const std::array<asio::const_buffer, 2> pieces{
            asio::const_buffer(rest.data(), rest.size() / 2),
            asio::const_buffer(rest.data() + rest.size() / 2, rest.size() - rest.size() / 2)};
        ErrorCode error;
        sent += channel->write_some(pieces, error);
        has_blocked = has_blocked || error == asio::error::would_block;
        ASSERT_TRUE(!error || error == asio::error::would_block);
        read += tls->read();
    }
    read += read_by_client(whole.size() - read.size());
    EXPECT_TRUE(has_blocked);
    EXPECT_TRUE(read == whole);
}

TEST_F(ChannelTest, EndsWithAGoodbyeThroughTls) {
    secure();
    ErrorCode error;

    channel->end_writing(error);

    EXPECT_EQ(read_by_client(1), "");
    EXPECT_TRUE(tls->was_told_goodbye());
}

TEST_F(ChannelTest, GoesOnInClearWhereTheClientSpeaksNoTls) {
    const tests::Certificate certificate;
    const auto identity = tls::Identity::load(certificate.files());
    ASSERT_TRUE(identity);
    channel.emplace(accepted(), *identity);
    client.send("GET / HTTP/1.1\r\n\r\n");
    while (channel->shake_hands() == tls::Handshake::wants_read) {
    }

    channel->drop_tls();

    ErrorCode error;
    EXPECT_EQ(write({"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"}, error), 47U);
    EXPECT_EQ(client.read_answer().status, 400U);
}

}  // namespace
}  // namespace rollcall::net
