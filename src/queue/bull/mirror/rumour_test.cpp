#include "queue/bull/mirror/rumour.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace rollcall::queue::bull::mirror {
namespace {

std::string heard(std::string_view channel, std::string_view payload) {
    const auto keys = Keys::make("bull", "bulk-uploads").value();
    const db::redis::Message message{
        .pattern = {}, .channel = std::string(channel), .payload = std::string(payload)};
    return job_of(message, keys).value_or("nothing");
}

TEST(Rumour, TellsOfTheJobOfAnEvent) {
    EXPECT_EQ(heard("bull:bulk-uploads:completed", R"({"jobId":"7","val":"{}"})"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:failed", R"({"jobId":7})"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:active@c0ffee", "7"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:waiting@c0ffee", "job-1-1"), "job-1-1");
}

TEST(Rumour, DoesNotListenToItself) {
    EXPECT_EQ(heard("bull:bulk-uploads:active@rollcall", "7"), "nothing");
}

TEST(Rumour, TellsOfNothingThatCannotBeRead) {
    EXPECT_EQ(heard("bull:bulk-uploads:completed", "no json"), "nothing");
    EXPECT_EQ(heard("bull:bulk-uploads:completed", R"(["7"])"), "nothing");
    EXPECT_EQ(heard("bull:bulk-uploads:completed", R"({"jobId":null})"), "nothing");
    EXPECT_EQ(heard("bull:bulk-uploads:paused", "paused"), "nothing");
    EXPECT_EQ(heard("other:completed", R"({"jobId":"7"})"), "nothing");
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
