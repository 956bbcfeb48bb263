#include "net/server.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_world.hpp"

namespace rollcall::net {
namespace {

using testing::HasSubstr;
using tests::counted;
using tests::get;
using tests::post;
using tests::quick_settings;
using tests::ServerTest;

std::string repeat(std::string_view text, std::size_t times) {
    std::string repeated;
    for (std::size_t i = 0; i < times; ++i)
        repeated += text;
    return repeated;
}

struct Case {
    std::string_view name;
    std::string request;
    std::vector<unsigned> statuses;  // of all answers, in order
};

std::vector<Case> cases() {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string end = "0\r\n\r\n";
    return {
        {"a plain request", get("/hello"), {200}},
        {"on a storage thread", get("/stored"), {200}},
        {"an unknown path", get("/nothing"), {404}},
        {"two in a row", get("/hello") + get("/stored"), {200, 200}},
        {"pipelined bodies",
         counted("/echo", "1") + counted("/echo", "2") + get("/hello"),
         {200, 200, 200}},
        {"an empty line before", "\r\n" + get("/hello"), {200}},
        {"two empty lines before", "\r\n\r\n" + get("/hello"), {400}},
        {"close is asked", get("/hello", "Connection: close\r\n") + get("/hello"), {200}},
        {"close in a list", get("/hello", "Connection: x, Close\r\n") + get("/hello"), {200}},
        {"HTTP/1.0 closes", "GET /hello HTTP/1.0\r\n\r\n" + get("/hello"), {200}},
        {"HTTP/1.0 keeps alive",
         "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/hello"),
         {200, 200}},
        {"an absolute address", get("http://a/hello?x"), {200}},
        {"an absolute address without a path", get("http://a"), {404}},
        {"no content", get("/empty") + get("/hello"), {204, 200}},
        {"a body where none is due", counted("/hello", "abc") + get("/hello"), {200, 200}},
        {"a large body where none is due", counted("/hello", std::string(100'000, 'a')), {413}},
        {"a chunked body",
         post("/echo", chunked, "3\r\nabc\r\n" + end) + get("/hello"),
         {200, 200}},
        {"chunks with extensions",
         post("/echo", chunked, "3;a=\"b\"\r\nabc\r\n0;x\r\n\r\n"),
         {200}},
        {"chunks with trailers",
         post("/echo", chunked, "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n") + get("/hello"),
         {200, 200}},
        {"chunked in capitals", post("/echo", "transfer-encoding: Chunked\r\n", end), {200}},
        {"no host", "GET /hello HTTP/1.1\r\n\r\n", {400}},
        {"two hosts", get("/hello", "Host: b\r\n"), {400}},
        {"a host with blanks", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", {400}},
        {"a host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", {400}},
        {"length and chunked",
         post("/echo", chunked + "Content-Length: 3\r\n", end) + get("/hello"),
         {400}},
        {"chunked and length",
         post("/echo", "Content-Length: 3\r\n" + chunked, end) + get("/hello"),
         {400}},
        {"two lengths", post("/echo", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), {400}},
        {"a list of lengths", post("/echo", "Content-Length: 3, 3\r\n", "abc"), {400}},
        {"a signed length", post("/echo", "Content-Length: +3\r\n", "abc"), {400}},
        {"a negative length", post("/echo", "Content-Length: -3\r\n", "abc"), {400}},
        {"a hexadecimal length", post("/echo", "Content-Length: 0x3\r\n", "abc"), {400}},
        {"an empty length", post("/echo", "Content-Length:\r\n", "abc"), {400}},
        {"an endless length",
         post("/echo", "Content-Length: 99999999999999999999\r\n", "abc"),
         {400}},
        {"another coding", post("/echo", "Transfer-Encoding: gzip\r\n", "abc"), {400}},
        {"two codings", post("/echo", "Transfer-Encoding: gzip, chunked\r\n", end), {400}},
        {"chunked twice", post("/echo", chunked + chunked, end), {400}},
        {"a disguised coding",
         post(
             "/echo",
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
             end
         ),
         {400}},
        {"a coding with a blank name",
         post("/echo", "Transfer-Encoding : chunked\r\n", end),
         {400}},
        {"chunked in HTTP/1.0",
         "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + end,
         {400}},
        {"a folded header", get("/hello", "A: b\r\n c\r\n"), {400}},
        {"a folded first header", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n", {400}},
        {"line feeds alone", "GET /hello HTTP/1.1\nHost: a\n\n", {400}},
        {"one line feed alone", "GET /hello HTTP/1.1\r\nHost: a\nA: b\r\n\r\n", {400}},
        {"a carriage return alone", get("/hello", "A: b\rC: d\r\n"), {400}},
        {"a NUL in a value", get("/hello", std::string("A: b\0c\r\n", 8)), {400}},
        {"a blank in a name", get("/hello", "A b: c\r\n"), {400}},
        {"no colon", get("/hello", "nonsense\r\n"), {400}},
        {"no name", get("/hello", ": b\r\n"), {400}},
        {"no version", "GET /hello\r\nHost: a\r\n\r\n", {400}},
        {"another version", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", {400}},
        {"a version in small letters", "GET /hello http/1.1\r\nHost: a\r\n\r\n", {400}},
        {"blanks in the address", "GET /hel lo HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        {"bytes in the address", "GET /h\xC3\xA9llo HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        {"an address that is no path", get("hello"), {400}},
        {"a method that is no word", "G(T /hello HTTP/1.1\r\nHost: a\r\n\r\n", {400}},
        {"TLS on the plain port",
         std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 13),
         {400}},
        {"an unknown expectation", counted("/echo", "abc", "Expect: wonders\r\n"), {400}},
        {"a chunk without a size", post("/echo", chunked, "\r\nabc\r\n"), {400}},
        {"a chunk with a signed size", post("/echo", chunked, "-3\r\nabc\r\n"), {400}},
        {"a chunk with a prefixed size", post("/echo", chunked, "0x3\r\nabc\r\n"), {400}},
        {"a chunk with a blank behind", post("/echo", chunked, "3 \r\nabc\r\n"), {400}},
        {"a chunk of 2^64", post("/echo", chunked, "10000000000000000\r\nabc\r\n"), {400}},
        {"a chunk longer than its size", post("/echo", chunked, "3\r\nabcd\r\n" + end), {400}},
        {"a chunk line ended by a line feed", post("/echo", chunked, "3\nabc\r\n" + end), {400}},
        {"a chunk ended by a line feed", post("/echo", chunked, "3\r\nabc\n" + end), {400}},
        {"a line feed in an extension", post("/echo", chunked, "3;a\nb\r\nabc\r\n" + end), {400}},
        {"endless extensions", post("/echo", chunked, "3;" + std::string(10'000, 'a')), {400}},
        {"endless trailers", post("/echo", chunked, "0\r\n" + repeat("A: b\r\n", 5'000)), {400}},
        {"a folded trailer", post("/echo", chunked, "0\r\n A: b\r\n\r\n"), {400}},
        {"a body too large", counted("/echo", std::string(1001, 'a')), {413}},
        {"chunks too large",
         post("/echo", chunked, "3e9\r\n" + std::string(1001, 'a') + "\r\n" + end),
         {413}},
        {"a long address", get("/" + std::string(9'000, 'a')), {414}},
        {"an endless address", "GET /" + std::string(20'000, 'a'), {414}},
        {"a huge header", get("/hello", "A: " + std::string(40'000, 'a') + "\r\n"), {431}},
        {"many headers", get("/hello", repeat("A: b\r\n", 101)), {431}},
        {"half a head", "GET /hello HTTP/1.1\r\nHost:", {}},
        {"half a body", post("/echo", "Content-Length: 10\r\n", "abc"), {400}},
        {"half a chunked body", post("/echo", chunked, "3\r\nabc\r\n"), {400}},
        {"nothing", "", {}},
        {"a failing handler", get("/throw?bad_alloc") + get("/hello"), {500, 200}},
        {"a failure", get("/throw?other"), {500}},
        {"a database that is gone", get("/throw?database"), {503}},
        {"a full disk", get("/throw?disk"), {507}},
    };
}

TEST_F(ServerTest, AnswersEachRequestAsItsTableSays) {
    start();

    for (const auto& [name, request, statuses] : cases()) {
        SCOPED_TRACE(name);
        const auto answers = answers_to(request);
        std::vector<unsigned> got;
        for (const auto& answer : answers)
            got.push_back(answer.status);
        EXPECT_EQ(got, statuses);
    }
}

TEST_F(ServerTest, GivesTheSameAnswersWhenBytesComeOneByOne) {
    start();
    const std::string chunks = "3\r\nabc\r\n4;x\r\ndefg\r\n0\r\nA: b\r\n\r\n";

    auto raw = client();
    for (const char c : post("/echo", "Transfer-Encoding: chunked\r\n", chunks) + get("/hello"))
        raw.send({&c, 1});

    EXPECT_EQ(raw.read_answer().body, "abcdefg");
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(ServerTest, PassesTheHeadOnAsItWas) {
    start();

    const auto answers = answers_to(get("/head?a=%20b", "X-Some:  \t two words \r\nx-some: 2\r\n"));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(
        answers[0].body, "GET /head?a=%20b\nhost=a\nx-some=two words\nx-some=2\npeer=127.0.0.1\n"
    );
}

TEST_F(ServerTest, TellsLengthDateAndRequestIdWithEveryAnswer) {
    start();

    const auto answers = answers_to(get("/hello") + get("/nothing") + "nonsense\r\n\r\n");

    ASSERT_EQ(answers.size(), 3U);
    for (const auto& answer : answers) {
        EXPECT_THAT(answer.header("date"), HasSubstr(" GMT"));
        EXPECT_NE(answer.header("x-request-id"), "");
        EXPECT_EQ(answer.header("content-length"), std::to_string(answer.body.size()));
    }
    EXPECT_NE(answers[0].header("x-request-id"), answers[1].header("x-request-id"));
    EXPECT_THAT(answers[1].body, HasSubstr(answers[1].header("x-request-id")));
    EXPECT_EQ(answers[0].header("connection"), "keep-alive");
    EXPECT_EQ(answers[2].header("connection"), "close");
}

TEST_F(ServerTest, KeepsAClientsOwnRequestIdWhenItIsWellFormed) {
    start();

    const auto answers = answers_to(
        get("/hello", "X-Request-Id: my-id_1.2\r\n") + get("/hello", "X-Request-Id: a b\r\n")
    );

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].header("x-request-id"), "my-id_1.2");
    EXPECT_NE(answers[1].header("x-request-id"), "a b");
}

TEST_F(ServerTest, LeavesOutHeadersThatWouldEndTheHead) {
    start();

    const auto answers = answers_to(get("/stored"));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].header("content-type"), "text/plain");
    EXPECT_EQ(answers[0].header("x-bad"), "");
    EXPECT_EQ(answers[0].header("injected"), "");
}

TEST_F(ServerTest, SendsNoBodyForHead) {
    start();
    auto raw = client();

    raw.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");

    EXPECT_EQ(raw.read_answer(false).header("content-length"), "5");
    raw.send(get("/hello"));
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(ServerTest, TellsNothingOfWhatAHandlerThrew) {
    start();

    const auto answers = answers_to(get("/throw?other"));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_THAT(answers[0].body, testing::Not(HasSubstr("secret")));
}

TEST_F(ServerTest, AsksForABodyThatAwaitsItsContinue) {
    start();
    auto raw = client();

    raw.send(post("/echo", "Content-Length: 3\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(raw.read_answer().status, 100U);
    raw.send("abc");

    EXPECT_EQ(raw.read_answer().body, "abc");
}

TEST_F(ServerTest, AsksForNoBodyThatIsRefusedAnyway) {
    start();
    auto raw = client();

    raw.send(post("/refused", "Content-Length: 3\r\nExpect: 100-continue\r\n", ""));

    EXPECT_EQ(raw.read_answer().status, 401U);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(ServerTest, LetsAClientThatSendsALotSeeItsRefusal) {
    start();
    auto raw = client();
    const std::string body(20 * mib, 'a');

    EXPECT_TRUE(raw.send(counted("/refused", body)));

    EXPECT_EQ(raw.read_answer().status, 401U);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(ServerTest, StreamsAFileFromItsOffset) {
    start();
    auto raw = client();

    raw.send(get("/file") + get("/hello"));

    EXPECT_EQ(raw.read_answer().body, tests::SmallApi::file_text().substr(10));
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(ServerTest, ListensOnBothAddressesOfLocalhost) {
    ServerSettings settings;
    settings.port = 0;
    start(settings);

    EXPECT_NE(server->port(), 0);
    EXPECT_EQ(server->addresses()[0], "http://127.0.0.1:" + std::to_string(server->port()));
    auto raw = client();
    raw.send(get("/hello"));
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
    start();
    auto settings = quick_settings();
    settings.port = server->port();

    const auto taken = Server(settings, api).start();
    settings.hosts = {"no-address"};
    const auto unknown = Server(settings, api).start();

    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::unavailable);
    EXPECT_THAT(taken.error().message, HasSubstr(std::to_string(settings.port)));
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("no-address"));
}

}  // namespace
}  // namespace rollcall::net
