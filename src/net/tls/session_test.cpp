#include "net/tls/session.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/certificates.hpp"
#include "tests/support/tls_client.hpp"

namespace rollcall::net::tls {
namespace {

class TlsSessionTest : public testing::Test {
protected:
    // The server's last word, once both have said all they can.
    Handshake shake_hands() {
        constexpr int steps_max = 10;
        auto ours = Handshake::wants_read;
        for (int i = 0; i < steps_max; ++i) {
            client->shake_hands();
            if (ours == Handshake::wants_read) ours = session->shake_hands();
        }
        return ours;
    }

    std::string read_all() {
        std::string all;
        std::array<char, 100> room{};
        for (;;) {
            const auto moved = session->read(room);
            if (moved.bytes == 0) return all;
            all.append(room.data(), moved.bytes);
        }
    }

    static const Identity& identity() {
        static const tests::Certificate certificate;
        static const auto loaded = *Identity::load(certificate.files());
        return loaded;
    }

    tests::SocketPair line;
    std::optional<Session> session{std::in_place, identity(), line.ours.get()};
    std::optional<tests::TlsClient> client{line.theirs.get()};
};

TEST_F(TlsSessionTest, CarriesBytesBothWays) {
    ASSERT_EQ(shake_hands(), Handshake::done);

    client->write("a question");
    EXPECT_EQ(read_all(), "a question");
    EXPECT_EQ(session->write("an answer").bytes, 9U);
    EXPECT_EQ(client->read(), "an answer");
}

TEST_F(TlsSessionTest, WaitsForBytesThatHaveNotCome) {
    EXPECT_EQ(session->shake_hands(), Handshake::wants_read);
    ASSERT_EQ(shake_hands(), Handshake::done);

    std::array<char, 8> room{};
    const auto moved = session->read(room);
    EXPECT_EQ(moved.bytes, 0U);
    EXPECT_FALSE(moved.has_ended);
}

TEST_F(TlsSessionTest, GivesOutARecordInPieces) {
    ASSERT_EQ(shake_hands(), Handshake::done);
    const std::string record(1'000, 'a');

    client->write(record);

    EXPECT_EQ(read_all(), record);
}

TEST_F(TlsSessionTest, WritesTheRestOnceTheSocketTakesIt) {
    ASSERT_EQ(shake_hands(), Handshake::done);
    std::string sent;
    std::string read;
    for (std::size_t i = 0; read.size() < 4'000'000; ++i) {
        const std::string record(16'000, static_cast<char>('a' + i % 26));
        std::string_view rest = record;
        while (!rest.empty()) {
            const auto moved = session->write(rest);
            ASSERT_FALSE(moved.has_ended);
            rest.remove_prefix(moved.bytes);
            if (moved.bytes == 0) read += client->read();
        }
        sent += record;
    }
    read += client->read();
    EXPECT_TRUE(read == sent);
}

TEST_F(TlsSessionTest, TellsAGoodbyeFromACutLine) {
    ASSERT_EQ(shake_hands(), Handshake::done);
    client->say_goodbye();
    std::array<char, 8> room{};
    EXPECT_TRUE(session->read(room).has_ended);

    session.reset();
    client->read();
    EXPECT_TRUE(client->was_told_goodbye());
}

TEST_F(TlsSessionTest, EndsWithItsLine) {
    ASSERT_EQ(shake_hands(), Handshake::done);
    line.theirs.reset();

    std::array<char, 8> room{};
    EXPECT_TRUE(session->read(room).has_ended);
    EXPECT_TRUE(session->write("nobody hears").has_ended);
}

TEST_F(TlsSessionTest, KnowsAClientThatSpeaksPlainHttp) {
    const std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    ASSERT_GT(::send(line.theirs.get(), request.data(), request.size(), 0), 0);

    EXPECT_EQ(session->shake_hands(), Handshake::plain_http);
}

TEST_F(TlsSessionTest, RefusesNoise) {
    const std::string_view noise = "\x16\x03\x01\xFF\xFFnoise that is no handshake at all";
    ASSERT_GT(::send(line.theirs.get(), noise.data(), noise.size(), 0), 0);

    EXPECT_EQ(session->shake_hands(), Handshake::failed);
}

TEST_F(TlsSessionTest, TakesTls12AndNothingOlder) {
    client.emplace(line.theirs.get(), TLS1_2_VERSION);
    EXPECT_EQ(shake_hands(), Handshake::done);

    tests::SocketPair other;
    session.emplace(identity(), other.ours.get());
    client.emplace(other.theirs.get(), TLS1_1_VERSION);
    EXPECT_EQ(shake_hands(), Handshake::failed);
    EXPECT_TRUE(client->has_failed());
}

TEST_F(TlsSessionTest, ChoosesHttpAmongTheProtocolsOfAClient) {
    client->offer("\x02h2\x08http/1.1");

    ASSERT_EQ(shake_hands(), Handshake::done);
    EXPECT_EQ(client->protocol(), "http/1.1");
}

TEST_F(TlsSessionTest, RefusesAClientThatSpeaksAnotherProtocolAlone) {
    client->offer("\x02h2");

    EXPECT_EQ(shake_hands(), Handshake::failed);
    EXPECT_TRUE(client->has_failed());
}

}  // namespace
}  // namespace rollcall::net::tls
