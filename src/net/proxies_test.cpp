#include "net/proxies.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using testing::HasSubstr;
using tests::RawClient;

Proxies proxies(std::vector<std::string> list) {
    auto parsed = Proxies::parse(list);
    EXPECT_TRUE(parsed);
    return std::move(*parsed);
}

std::string client_of(const Proxies& proxies, std::string_view line, std::string_view forwarded) {
    http::Head head;
    head.headers = {{"x-forwarded-for", std::string(forwarded)}};
    return proxies.client_of(head, {.address = std::string(line)}).address;
}

TEST(Proxies, TrustAddressesAndNetworksOfBothKinds) {
    const auto trusted = proxies({"10.0.0.0/8", "192.0.2.7", "2001:db8::/33", "::1"});
    const std::vector<std::pair<std::string_view, bool>> cases{
        {"10.0.0.1", true},
        {"10.255.255.255", true},
        {"11.0.0.0", false},
        {"192.0.2.7", true},
        {"192.0.2.8", false},
        {"::ffff:10.1.2.3", true},
        {"2001:db8::1", true},
        {"2001:db8:7fff::1", true},
        {"2001:db8:8000::1", false},
        {"::1", true},
        {"::1%lo", true},
        {"::2", false},
        {"a00::1", false},
        {"", false},
        {"proxy.example.org", false},
    };
    for (const auto& [address, is_trusted] : cases) {
        SCOPED_TRACE(address);
        EXPECT_EQ(trusted.trusts(address), is_trusted);
    }
}

TEST(Proxies, MayBeWholeKinds) {
    EXPECT_TRUE(proxies({"0.0.0.0/0"}).trusts("203.0.113.1"));
    EXPECT_FALSE(proxies({"0.0.0.0/0"}).trusts("2001:db8::1"));
    EXPECT_TRUE(proxies({"::/0"}).trusts("2001:db8::1"));
}

TEST(Proxies, RefuseWhatIsNoAddressAndNoNetwork) {
    for (const auto* const text :
         {"proxy.example.org",
          "10.0.0.0/33",
          "10.0.0.0/",
          "10.0.0.0/-1",
          "10.0.0/8",
          "::1/129",
          "10.0.0.1%eth0",
          "*",
          "10.0.0.0/8 "}) {
        SCOPED_TRACE(text);
        const auto parsed = Proxies::parse(std::vector<std::string>{text});
        ASSERT_FALSE(parsed);
        EXPECT_THAT(parsed.error().message, HasSubstr(text));
    }
}

TEST(Proxies, VouchForTheHopBeforeThem) {
    const auto trusted = proxies({"10.0.0.0/8", "::1"});
    struct Case {
        std::string_view name, line, forwarded, client;
    };
    const std::vector<Case> cases{
        {"one hop", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"through two proxies", "10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"},
        {"what the client made up", "10.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"},
        {"nobody but proxies", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
        {"no header", "10.0.0.1", "", "10.0.0.1"},
        {"a word", "10.0.0.1", "unknown", "10.0.0.1"},
        {"a word behind a proxy", "10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"},
        {"nothing between commas", "10.0.0.1", "203.0.113.9,,10.0.0.2", "10.0.0.2"},
        {"with ports", "10.0.0.1", "203.0.113.9:4711", "203.0.113.9"},
        {"in brackets", "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"},
        {"a bracket without an end", "10.0.0.1", "[2001:db8::1", "2001:db8::1"},
        {"in another spelling", "::1", "2001:0DB8:0::0001", "2001:db8::1"},
        {"IPv4 in IPv6", "::1", "::ffff:203.0.113.9", "203.0.113.9"},
        {"of a stranger", "203.0.113.9", "127.0.0.1", "203.0.113.9"},
    };
    for (const auto& [name, line, forwarded, client] : cases) {
        SCOPED_TRACE(name);
        EXPECT_EQ(client_of(trusted, line, forwarded), client);
    }
}

TEST(Proxies, ReadRepeatedHeadersAsOneList) {
    http::Head head;
    head.headers = {{"x-forwarded-for", "203.0.113.9"}, {"x-forwarded-for", "10.0.0.2"}};

    EXPECT_EQ(
        proxies({"10.0.0.0/8"}).client_of(head, {.address = "10.0.0.1"}).address, "203.0.113.9"
    );
}

TEST(Proxies, SayWhetherTheirClientSpeaksTls) {
    const auto trusted = proxies({"10.0.0.1"});
    const auto secure = [&](std::string_view scheme, const Client& line) {
        http::Head head;
        if (!scheme.empty()) head.headers = {{"x-forwarded-proto", std::string(scheme)}};
        return trusted.client_of(head, line).secure;
    };
    EXPECT_TRUE(secure("https", {.address = "10.0.0.1"}));
    EXPECT_TRUE(secure("http, HTTPS", {.address = "10.0.0.1"}));
    EXPECT_FALSE(secure("https, http", {.address = "10.0.0.1", .secure = true}));
    EXPECT_TRUE(secure("", {.address = "10.0.0.1", .secure = true}));
    EXPECT_FALSE(secure("https", {.address = "203.0.113.9"}));
    EXPECT_TRUE(secure("http", {.address = "203.0.113.9", .secure = true}));
}

// What a server behind the given proxies takes for the address of a client on this machine.
std::string seen_by_server(std::vector<std::string> trusted) {
    const tests::SmallApi api;
    ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    settings.trusted_proxies = proxies(std::move(trusted));
    Server server(settings, api);
    EXPECT_TRUE(server.start());
    RawClient client(server.port());
    client.send("GET /head HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
    return client.read_answer().body;
}

TEST(Proxies, AreWhatAServerGoesBy) {
    EXPECT_THAT(seen_by_server({"127.0.0.0/8"}), HasSubstr("peer=203.0.113.9\n"));
    EXPECT_THAT(seen_by_server({"10.0.0.0/8"}), HasSubstr("peer=127.0.0.1\n"));
    EXPECT_THAT(seen_by_server({}), HasSubstr("peer=127.0.0.1\n"));
}

TEST(Proxies, AreNotHeldToTheConnectionsOfOneAddress) {
    const tests::SmallApi api;
    ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    settings.connections_per_peer_max = 1;
    settings.trusted_proxies = proxies({"127.0.0.1"});
    Server server(settings, api);
    ASSERT_TRUE(server.start());

    const auto hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    RawClient first(server.port());
    RawClient second(server.port());
    for (auto* const client : {&first, &second}) {
        client->send(hello);
        EXPECT_EQ(client->read_answer().status, 200U);
    }
}

}  // namespace
}  // namespace rollcall::net
