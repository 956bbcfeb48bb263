#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "net/server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using tests::RawClient;

ServerSettings settings_of_tests() {
    ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    return settings;
}

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string upload(const std::string& bytes) {
    const auto body = "--X\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n" +
                      bytes + "\r\n--X--";
    return "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=X\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Sends `request` until the server ends; how many answers were whole, and whether all were right.
struct Tally {
    int answers = 0;
    int wrong = 0;
};
Tally ask_until_ended(std::uint16_t port, const std::string& request, const std::string& expected) {
    Tally tally;
    RawClient raw(port);
    while (raw.send(request)) {
        const auto answer = raw.read_answer();
        if (answer.status == 0) break;
        ++tally.answers;
        if (answer.status != 200 || answer.body != expected) ++tally.wrong;
    }
    return tally;
}

TEST(ServerUnderLoad, AnswersManyClientsAtOnce) {
    const tests::SmallApi api;
    Server server(settings_of_tests(), api);
    ASSERT_TRUE(server.start());
    std::atomic<int> right{0};

    {
        std::vector<std::jthread> clients;
        for (int c = 0; c < 8; ++c) {
            clients.emplace_back([&, c] {
                RawClient raw(server.port());
                const std::string bytes(400'000, static_cast<char>('a' + c));
                for (int i = 0; i < 20; ++i) {
                    raw.send(get("/hello") + get("/stored") + upload(bytes));
                    right += raw.read_answer().body == "hello" ? 1 : 0;
                    right += raw.read_answer().body == "hello" ? 1 : 0;
                    right += raw.read_answer().body == sha256_hex(bytes) ? 1 : 0;
                }
            });
        }
    }

    EXPECT_EQ(right, 8 * 20 * 3);
    EXPECT_EQ(api.spool.sealed().size(), 8U);
}

TEST(ServerUnderLoad, StopsInTheMiddleOfEverythingAndAnswersWhatItBegan) {
    tests::SmallApi api;
    Server server(settings_of_tests(), api);
    ASSERT_TRUE(server.start());
    std::vector<Tally> tallies(6);
    const std::string bytes(2'000'000, 'x');

    {
        std::vector<std::jthread> clients;
        for (std::size_t c = 0; c < tallies.size(); ++c) {
            clients.emplace_back([&, c] {
                tallies[c] = c % 2 == 0
                                 ? ask_until_ended(server.port(), get("/stored"), "hello")
                                 : ask_until_ended(server.port(), upload(bytes), sha256_hex(bytes));
            });
        }
        while (api.handled < 50)
            std::this_thread::yield();
        server.stop();
    }

    int answers = 0;
    for (const auto& tally : tallies) {
        EXPECT_EQ(tally.wrong, 0);
        answers += tally.answers;
    }
    EXPECT_EQ(answers, api.handled);
    EXPECT_EQ(api.spool.open_intakes(), 0);
}

TEST(ServerUnderLoad, WaitsForARunningHandlerWhenItStops) {
    const tests::SmallApi api;
    Server server(settings_of_tests(), api);
    ASSERT_TRUE(server.start());
    RawClient raw(server.port());
    raw.send(get("/gate"));
    api.wait_for_waiting(1);

    {
        const std::jthread stopper([&] { server.stop(); });
        while (RawClient(server.port()).is_connected())
            std::this_thread::yield();
        api.open_gate();
    }

    const auto answer = raw.read_answer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(raw.is_ended());
}

TEST(ServerUnderLoad, AnswersFromMemoryWhileEveryStorageThreadIsBusy) {
    const tests::SmallApi api;
    Server server(settings_of_tests(), api);
    ASSERT_TRUE(server.start());
    RawClient first(server.port());
    RawClient second(server.port());
    first.send(get("/gate"));
    second.send(get("/gate"));
    api.wait_for_waiting(2);

    RawClient third(server.port());
    third.send(get("/hello"));

    EXPECT_EQ(third.read_answer().body, "hello");
    api.open_gate();
    EXPECT_EQ(first.read_answer().status, 200U);
}

TEST(ServerUnderLoad, RefusesWhatWouldWaitBehindTooMuch) {
    const tests::SmallApi api;
    auto settings = settings_of_tests();
    settings.request_threads = 1;
    settings.requests_waiting_max = 1;
    Server server(settings, api);
    ASSERT_TRUE(server.start());
    RawClient first(server.port());
    first.send(get("/gate"));
    api.wait_for_waiting(1);

    RawClient second(server.port());
    second.send(get("/stored"));

    EXPECT_EQ(second.read_answer().status, 503U);
    api.open_gate();
    EXPECT_EQ(first.read_answer().status, 200U);
}

TEST(ServerUnderLoad, LetsNobodyWaitBehindWhatIsSlow) {
    const tests::SmallApi api;
    auto settings = settings_of_tests();
    settings.request_threads = 1;
    settings.passwords_waiting_max = 2;
    Server server(settings, api);
    ASSERT_TRUE(server.start());
    RawClient first(server.port());
    RawClient second(server.port());
    first.send(get("/slow"));
    api.wait_for_waiting(1);
    second.send(get("/slow"));

    // Whichever of the two the server hears first waits, and the other is one too many.
    RawClient third(server.port());
    third.send(get("/slow"));
    RawClient other(server.port());
    other.send(get("/stored"));
    EXPECT_EQ(other.read_answer().body, "hello");

    api.open_gate();
    EXPECT_EQ(first.read_answer().status, 200U);
    const auto statuses = std::multiset{second.read_answer().status, third.read_answer().status};
    EXPECT_EQ(statuses, (std::multiset{200U, 503U}));
}

TEST(ServerUnderLoad, LetsNobodyWaitBehindDocuments) {
    const tests::SmallApi api;
    auto settings = settings_of_tests();
    settings.request_threads = 1;
    settings.documents_waiting_max = 2;
    Server server(settings, api);
    ASSERT_TRUE(server.start());
    RawClient first(server.port());
    RawClient second(server.port());
    first.send(get("/document"));
    api.wait_for_waiting(1);
    second.send(get("/document"));

    // As above.
    RawClient third(server.port());
    third.send(get("/document"));
    RawClient other(server.port());
    other.send(get("/stored"));
    EXPECT_EQ(other.read_answer().body, "hello");

    api.open_gate();
    EXPECT_EQ(first.read_answer().status, 200U);
    const auto statuses = std::multiset{second.read_answer().status, third.read_answer().status};
    EXPECT_EQ(statuses, (std::multiset{200U, 503U}));
}

TEST(ServerUnderLoad, CutsWhatDoesNotEndWithinItsBound) {
    const tests::SmallApi api;
    auto settings = settings_of_tests();
    settings.deadlines.stop = Milliseconds(1);
    // Whoever ends before the test does was cut.
    settings.deadlines.header = settings.deadlines.grace = settings.deadlines.stall =
        settings.deadlines.linger = std::chrono::hours(1);
    Server server(settings, api);
    ASSERT_TRUE(server.start());
    RawClient raw(server.port());
    raw.send(upload("abc").substr(0, 150));
    RawClient probe(server.port());
    probe.send(get("/hello"));
    ASSERT_EQ(probe.read_answer().status, 200U);

    server.stop();

    EXPECT_EQ(api.handled, 1);
    EXPECT_EQ(api.spool.open_intakes(), 0);
}

}  // namespace
}  // namespace rollcall::net
