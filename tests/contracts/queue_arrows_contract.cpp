// Every state with every verb: what docs/queue.md draws moves, everything else refuses and changes
// nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

enum class Verb : std::uint8_t {
    claim,
    renew,
    note,
    complete,
    fail,
    fail_and_retry,
    end_cancelled,
    give_back,
    retry,
    cancel,
    promote,
    recover,
    take_back,
    clean,
};
constexpr std::array<std::string_view, 14> verb_names{
    "claim",
    "renew",
    "note",
    "complete",
    "fail",
    "fail_and_retry",
    "end_cancelled",
    "give_back",
    "retry",
    "cancel",
    "promote",
    "recover",
    "take_back",
    "clean"};

constexpr std::string_view to_string(Verb verb) {
    return verb_names[static_cast<std::size_t>(verb)];
}

struct Gone {};
struct Refused {
    Errc code;
};
// Nothing happens, and there is nobody to be told.
struct Ignored {};
using Outcome = std::variant<Ignored, JobState, Gone, Refused>;

// The arrows. A verb that asks the store what is due (claim, promote, recover, clean) has no job to
// refuse: where there is no arrow it ignores it.
const std::map<std::pair<JobState, Verb>, JobState>& arrows() {
    using enum JobState;
    static const std::map<std::pair<JobState, Verb>, JobState> drawn{
        {{waiting, Verb::claim}, active},
        {{waiting, Verb::cancel}, cancelled},
        {{delayed, Verb::promote}, waiting},
        {{delayed, Verb::cancel}, cancelled},
        {{active, Verb::renew}, active},
        {{active, Verb::note}, active},
        {{active, Verb::complete}, completed},
        {{active, Verb::fail}, failed},
        {{active, Verb::fail_and_retry}, delayed},
        {{active, Verb::end_cancelled}, cancelled},
        {{active, Verb::give_back}, waiting},
        {{active, Verb::cancel}, active},
        {{active, Verb::recover}, waiting},
        {{active, Verb::take_back}, waiting},
        {{failed, Verb::retry}, waiting},
    };
    return drawn;
}

Outcome expected(JobState state, Verb verb) {
    const auto arrow = arrows().find({state, verb});
    if (arrow != arrows().end()) return arrow->second;
    switch (verb) {
        case Verb::claim:
        case Verb::promote:
        case Verb::recover:
        case Verb::take_back: return Ignored{};
        case Verb::clean: return is_final(state) ? Outcome(Gone{}) : Outcome(Ignored{});
        case Verb::retry:
        case Verb::cancel: return Refused{Errc::wrong_state};
        default: return Refused{Errc::lease_lost};
    }
}

template <class T>
std::optional<Errc> refusal(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

class QueueArrows : public testing::TestWithParam<std::tuple<QueueImplementation, JobState, Verb>>,
                    public QueueTalk {
public:
    QueueArrows() : QueueTalk(std::get<0>(GetParam())) {}

protected:
    std::optional<Errc> apply(Verb verb, const Fence& fence) {
        switch (verb) {
            case Verb::claim: queue().claim("worker-2", test_lease); break;
            case Verb::renew: return refusal(queue().renew(fence, test_lease));
            case Verb::note:
                return refusal(queue().note(fence, {.stage = Stage::validation, .progress = 7}));
            case Verb::complete:
                return refusal(
                    queue().complete(fence, {.message = "done", .report_name = "report.xlsx"})
                );
            case Verb::fail:
                return refusal(queue().fail(fence, {.code = "X", .message = "x"}, false));
            case Verb::fail_and_retry:
                return refusal(queue().fail(fence, {.code = "X", .message = "x"}, true));
            case Verb::end_cancelled: return refusal(queue().end_cancelled(fence, "x"));
            case Verb::give_back: return refusal(queue().give_back(fence));
            case Verb::retry: return refusal(queue().retry(fence.job, "admin-1"));
            case Verb::cancel: return refusal(queue().cancel(fence.job, "user-1"));
            case Verb::promote:
            case Verb::recover: queue().sweep(); break;
            case Verb::take_back: queue().take_back_all(); break;
            case Verb::clean: queue().clean(now(), 10, "admin-1"); break;
        }
        return std::nullopt;
    }

    // What time must do first, so that only the verb decides.
    void wait_for(Verb verb) {
        if (verb == Verb::promote) pass(hours{1});
        if (verb == Verb::recover) pass(test_lease);
        if (verb == Verb::clean) pass(milliseconds{1});
    }

    void expect(const Outcome& outcome, const std::string& before) {
        const auto after = queue().find(job_id(1));
        EXPECT_EQ(after.has_value(), !std::holds_alternative<Gone>(outcome));
        if (const auto* state = std::get_if<JobState>(&outcome)) {
            EXPECT_EQ(after->state, *state);
        } else if (after) {
            EXPECT_EQ(describe(*after), before);
        }
    }
};

TEST_P(QueueArrows, MovesOrRefuses) {
    const auto& [implementation, state, verb] = GetParam();
    auto job = new_job(1);
    job.attempts_max = 3;
    add_in_state(job, state);
    // The lease outlives the hour until a delayed job is due: one arrow at a time.
    if (verb == Verb::promote)
        std::ignore = queue().renew({.job = job_id(1), .epoch = 1}, hours{2});
    wait_for(verb);
    const auto before = describe(this->job(job_id(1)));

    const auto refused = apply(verb, {.job = job_id(1), .epoch = this->job(job_id(1)).epoch});

    const auto outcome = expected(state, verb);
    const auto* refusal = std::get_if<Refused>(&outcome);
    EXPECT_EQ(refused, refusal != nullptr ? std::optional(refusal->code) : std::nullopt);
    expect(outcome, before);
}

std::string pair_name(const testing::TestParamInfo<QueueArrows::ParamType>& info) {
    const auto& [implementation, state, verb] = info.param;
    return fmt::format("{}_{}_{}", implementation.name, to_string(state), to_string(verb));
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueArrows,
    testing::Combine(
        testing::ValuesIn(queue_implementations()),
        testing::Values(
            JobState::waiting,
            JobState::delayed,
            JobState::active,
            JobState::completed,
            JobState::failed,
            JobState::cancelled
        ),
        testing::Values(
            Verb::claim,
            Verb::renew,
            Verb::note,
            Verb::complete,
            Verb::fail,
            Verb::fail_and_retry,
            Verb::end_cancelled,
            Verb::give_back,
            Verb::retry,
            Verb::cancel,
            Verb::promote,
            Verb::recover,
            Verb::take_back,
            Verb::clean
        )
    ),
    pair_name
);

using QueueMissing = QueueSuite;
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueMissing,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

TEST_P(QueueMissing, RefusesEveryVerbOfAJobThatIsNot) {
    const Fence fence{.job = job_id(1), .epoch = 1};

    EXPECT_EQ(refusal(queue().renew(fence, test_lease)), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().note(fence, {})), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().complete(fence, {})), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().fail(fence, {"X", "x"}, true)), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().end_cancelled(fence, "x")), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().give_back(fence)), Errc::lease_lost);
    EXPECT_EQ(refusal(queue().retry(job_id(1), "admin-1")), Errc::not_found);
    EXPECT_EQ(refusal(queue().cancel(job_id(1), "user-1")), Errc::not_found);
    EXPECT_FALSE(queue().find(job_id(1)));
}

}  // namespace
}  // namespace rollcall::queue
