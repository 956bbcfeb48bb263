// Uploads, whole and broken.
#include <cstddef>
#include <future>
#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "net/server.hpp"
#include "tests/support/server_world.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using tests::counted;
using tests::form;
using tests::form_type;
using tests::get;
using tests::post;
using tests::ServerTest;

TEST_F(ServerTest, TakesAnUploadInManyCutsAndGoesOn) {
    start();
    auto raw = client();
    const std::string bytes = tests::SmallApi::file_text();

    raw.send(counted("/upload", form(bytes), form_type) + get("/hello"));

    EXPECT_EQ(raw.read_answer().body, sha256_hex(bytes));
    EXPECT_EQ(raw.read_answer().body, "hello");
    EXPECT_EQ(api.spool.sealed().size(), 1U);
}

TEST_F(ServerTest, TakesAnUploadInChunks) {
    start();
    const std::string bytes = tests::SmallApi::file_text();
    const auto body = form(bytes);
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 1000) {
        const auto chunk = body.substr(at, 1000);
        chunks += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
    }

    const auto answers = answers_to(
        post(
            "/upload",
            std::string(form_type) + "Transfer-Encoding: chunked\r\n",
            chunks + "0\r\n\r\n"
        ) +
        get("/hello")
    );

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].body, sha256_hex(bytes));
    EXPECT_EQ(answers[1].body, "hello");
}

TEST_F(ServerTest, RefusesBrokenUploadsAndLeavesNothingBehind) {
    start();
    const std::string large(3 * mib, 'a');
    api.upload_bytes_max = 2 * mib;

    EXPECT_EQ(answers_to(counted("/upload", form("1")))[0].status, 400U);
    EXPECT_EQ(answers_to(counted("/upload", "nonsense", form_type))[0].status, 400U);
    EXPECT_EQ(answers_to(counted("/upload", "", form_type))[0].status, 400U);
    EXPECT_EQ(answers_to(counted("/upload", form("1").substr(0, 70), form_type))[0].status, 400U);
    EXPECT_EQ(answers_to(counted("/upload", form(large), form_type))[0].status, 413U);

    EXPECT_EQ(api.handled, 0);
    EXPECT_TRUE(api.spool.sealed().empty());
    EXPECT_EQ(api.spool.open_intakes(), 0);
}

TEST_F(ServerTest, ForgetsAnUploadWhoseClientGoesAway) {
    start();
    auto raw = client();
    const auto body = counted("/upload", form(std::string(4 * mib, 'a')), form_type);

    raw.send(std::string_view(body).substr(0, body.size() - 1));
    raw.reset();
    server->stop();

    EXPECT_EQ(api.handled, 0);
    EXPECT_TRUE(api.spool.sealed().empty());
    EXPECT_EQ(api.spool.open_intakes(), 0);
}

TEST_F(ServerTest, RemovesWhatCannotBeSealedFarFromTheIoThread) {
    start();
    api.spool.is_broken = true;
    std::promise<std::thread::id> io_thread;
    server->loop().post([&] { io_thread.set_value(std::this_thread::get_id()); });

    EXPECT_EQ(answers_to(counted("/upload", form("1"), form_type))[0].status, 500U);

    EXPECT_EQ(api.spool.open_intakes(), 0);
    EXPECT_NE(api.spool.dropped_on(), std::thread::id());
    EXPECT_NE(api.spool.dropped_on(), io_thread.get_future().get());
}

}  // namespace
}  // namespace rollcall::net
