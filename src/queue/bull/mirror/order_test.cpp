#include "queue/bull/mirror/order.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view payload =
    R"({"jobId":"job-1-2","fileName":"m.xlsx","userId":7,"userRole":"Super_Admin",)"
    R"("userEmail":"a@example.org","fileId":"abc"})";

Fields hash(std::string_view data, std::string_view options = "{}") {
    return {{"data", std::string(data)}, {"opts", std::string(options)}};
}

std::string refusal(std::string_view data) {
    const auto order = read_order(hash(data));
    return order ? "taken" : order.error().message;
}

TEST(Order, ReadsThePayload) {
    const auto order = read_order(hash(payload)).value();

    EXPECT_EQ(order.job_id.value().text(), "job-1-2");
    EXPECT_EQ(order.file_name, "m.xlsx");
    EXPECT_EQ(order.owner.user_id, "7");
    EXPECT_EQ(order.owner.role, "super_admin");
    EXPECT_EQ(order.owner.email, "a@example.org");
    EXPECT_EQ(order.file_id, "abc");
    EXPECT_EQ(order.priority, 1);
    EXPECT_EQ(order.attempts, 1U);
    EXPECT_FALSE(order.run_at);
    EXPECT_EQ(order.timeout, milliseconds{0});
    EXPECT_FALSE(order.force);
}

TEST(Order, MayForceTheSameBytes) {
    const auto with = [](std::string_view force) {
        return hash(
            R"({"fileName":"m","userId":7,"userRole":"super_admin","fileId":"abc","force":)" +
            std::string(force) + "}"
        );
    };

    EXPECT_TRUE(read_order(with("true")).value().force);
    EXPECT_FALSE(read_order(with("false")).value().force);
    EXPECT_FALSE(read_order(with(R"("yes")")));
}

TEST(Order, ReadsBullsOptions) {
    auto fields =
        hash(payload, R"({"attempts":5,"priority":3,"timeout":1500.2,"backoff":1,"lifo":true})");
    fields["timestamp"] = "1767225600000";
    fields["delay"] = "2500";
    const auto order = read_order(fields).value();

    EXPECT_EQ(order.attempts, 5U);
    EXPECT_EQ(order.priority, 3);
    EXPECT_EQ(order.timeout, milliseconds{1'501});
    EXPECT_EQ(order.run_at, Instant{milliseconds{1'767'225'602'500}});
}

TEST(Order, ReadsThePauseBetweenTwoAttempts) {
    const auto backoff = [](std::string_view value) {
        const auto options = R"({"backoff":)" + std::string(value) + "}";
        const auto read = read_order(hash(payload, options)).value().backoff;
        if (!read) return std::string("ours");
        return std::to_string(read->delay.count()) + (read->grows ? " growing" : "");
    };
    EXPECT_EQ(backoff("1500"), "1500");
    EXPECT_EQ(backoff("0"), "0");
    EXPECT_EQ(backoff(R"({"type":"fixed","delay":250})"), "250");
    EXPECT_EQ(backoff(R"({"type":"exponential","delay":250})"), "250 growing");
    EXPECT_EQ(backoff(R"({"type":"of its own","delay":250})"), "250 growing");
    EXPECT_EQ(backoff(R"({"type":"fixed","delay":-250})"), "0");
    EXPECT_EQ(backoff(R"({"type":"fixed"})"), "ours");
    EXPECT_EQ(backoff(R"({"type":"fixed","delay":"soon"})"), "ours");
    EXPECT_EQ(backoff("null"), "ours");
    EXPECT_EQ(backoff("[]"), "ours");
}

TEST(Order, IsCalmAboutOddOptions) {
    for (const auto* options :
         {R"({"attempts":"five"})",
          R"({"attempts":-1,"priority":-7,"timeout":-1})",
          R"({"attempts":1e300,"priority":1e300,"timeout":1e300})",
          R"({"attempts":null,"priority":{},"timeout":[]})"}) {
        SCOPED_TRACE(options);
        const auto order = read_order(hash(payload, options)).value();
        EXPECT_EQ(order.attempts, 1U);
        EXPECT_EQ(order.priority, 1);
        EXPECT_EQ(order.timeout, milliseconds{0});
    }
}

TEST(Order, NamesTheFieldThatIsWrong) {
    const std::array<std::pair<std::string_view, std::string_view>, 12> table{{
        {"{", "data of the job"},
        {"[]", "data of the job"},
        {"{}", "userRole"},
        {R"({"userRole":"president","userId":"7"})", "userRole"},
        {R"({"userRole":"super_admin"})", "userId"},
        {R"({"userRole":"super_admin","userId":[]})", "userId"},
        {R"({"userRole":"province_admin","userId":"7"})", "provinceCode"},
        {R"({"userRole":"municipal_admin","userId":"7"})", "municipalityCode"},
        {R"({"userRole":"super_admin","userId":"7","fileName":"m.xlsx"})", "fileId"},
        {R"({"userRole":"super_admin","userId":"7","fileId":"a"})", "fileName"},
        {R"({"userRole":"super_admin","userId":"7","fileId":"a","fileName":"../m"})", "fileName"},
        {R"({"userRole":"super_admin","userId":"7","fileId":"a\u0000","fileName":"m"})", "fileId"},
    }};
    for (const auto& [data, field] : table) {
        SCOPED_TRACE(data);
        EXPECT_THAT(refusal(data), HasSubstr(std::string(field)));
    }
    EXPECT_THAT(refusal(std::string(70'000, ' ') + "{}"), HasSubstr("64 KiB"));
}

TEST(Order, TakesNoNameThatIsNoJobs) {
    const auto order = read_order(hash(
        R"({"jobId":"wait","fileName":"m","userId":"7","userRole":"super_admin","fileId":"a"})"
    ));

    EXPECT_FALSE(order.value().job_id);
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
