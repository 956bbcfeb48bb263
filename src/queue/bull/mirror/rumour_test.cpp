#include "queue/bull/mirror/rumour.hpp"

#include <cstdint>
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
    const auto rumour = rumour_of(message, keys);
    return rumour ? rumour->bull_id : "nothing";
}

Ending end(std::string_view channel, std::string_view payload) {
    const auto keys = Keys::make("bull", "bulk-uploads").value();
    const db::redis::Message message{
        .pattern = {},
        .channel = "bull:bulk-uploads:" + std::string(channel),
        .payload = std::string(payload)};
    return rumour_of(message, keys).value().ending;
}

std::int64_t due(std::string_view channel, std::string_view payload) {
    const auto keys = Keys::make("bull", "bulk-uploads").value();
    const db::redis::Message message{
        .pattern = {}, .channel = std::string(channel), .payload = std::string(payload)};
    const auto found = due_of(message, keys);
    return found ? found->time_since_epoch().count() : -1;
}

TEST(Rumour, TellsUntilWhenSomethingWasDelayed) {
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "1795440855307"), 1'795'440'855'307);
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "1795440855307.0002"), 1'795'440'855'307);
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "soon"), -1);
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "-1"), -1);
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "1e300"), -1);
    EXPECT_EQ(due("bull:bulk-uploads:delayed", "nan"), -1);
    EXPECT_EQ(due("bull:bulk-uploads:completed", "1795440855307"), -1);
}

TEST(Rumour, TellsOfTheJobOfAnEvent) {
    EXPECT_EQ(heard("bull:bulk-uploads:completed", R"({"jobId":"7","val":"{}"})"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:failed", R"({"jobId":7})"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:active@c0ffee", "7"), "7");
    EXPECT_EQ(heard("bull:bulk-uploads:waiting@c0ffee", "job-1-1"), "job-1-1");
}

TEST(Rumour, TellsHowAJobEnded) {
    EXPECT_EQ(end("completed", R"({"jobId":"7","val":"{}"})").how, End::completed);
    const auto failed = end("failed", R"({"jobId":"7","val":"no such file"})");
    EXPECT_EQ(failed.how, End::failed);
    EXPECT_EQ(failed.reason, "no such file");
    EXPECT_EQ(end("failed", R"({"jobId":"7"})").reason, "");
    EXPECT_EQ(
        end("failed", R"({"jobId":"7","val":")" + std::string(5'000, 'x') + R"("})").reason.size(),
        2'000U
    );
    EXPECT_EQ(end("active@c0ffee", "7").how, End::unheard);
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
