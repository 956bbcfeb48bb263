// What every Queue promises to tell: lists, counts, positions, statistics.
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using QueueAsking = QueueSuite;
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueAsking,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

struct Place {
    std::string user;
    std::string province;
    std::string municipality;
};

NewJob job_of(std::uint64_t number, const Place& place) {
    auto job = new_job(number);
    job.owner.user_id = place.user;
    job.owner.email = place.user + "@example.org";
    job.owner.province_code = place.province;
    job.owner.municipality_code = place.municipality;
    return job;
}

std::vector<std::string> ids(const Page& page) {
    std::vector<std::string> ids;
    for (const auto& job : page.jobs)
        ids.push_back(job.id.text());
    return ids;
}

ListQuery pages_of(std::uint32_t limit, const std::string& cursor = "") {
    ListQuery query;
    query.limit = limit;
    query.cursor = cursor;
    return query;
}

Scope of_user(const std::string& user) {
    return {.user_id = user, .province_code = "", .municipality_code = ""};
}
Scope of_province(const std::string& province) {
    return {.user_id = "", .province_code = province, .municipality_code = ""};
}
Scope of_municipality(const std::string& municipality) {
    return {.user_id = "", .province_code = "", .municipality_code = municipality};
}

std::string id(std::uint64_t number) {
    return job_id(number).text();
}

// Five jobs of three persons in two provinces.
void add_five(QueueTalk& talk) {
    talk.add(job_of(1, {.user = "anna", .province = "GP", .municipality = "JHB"}));
    talk.add(job_of(2, {.user = "ben", .province = "GP", .municipality = "JHB"}));
    talk.add(job_of(3, {.user = "anna", .province = "GP", .municipality = "TSH"}));
    talk.add(job_of(4, {.user = "carl", .province = "WC", .municipality = "CPT"}));
    talk.add(job_of(5, {.user = "carl", .province = "GP", .municipality = "EKU"}));
}

TEST_P(QueueAsking, ListsTheNewestFirst) {
    add_five(*this);

    const auto page = queue().list(pages_of(5));

    EXPECT_THAT(ids(page), ElementsAre(id(5), id(4), id(3), id(2), id(1)));
    EXPECT_EQ(page.next_cursor, "");
    EXPECT_EQ(describe(page.jobs[0]), describe(job(job_id(5))));
}

TEST_P(QueueAsking, PagesStayStableWhileJobsCome) {
    add_five(*this);
    const auto first = queue().list(pages_of(2));
    add(6);

    const auto second = queue().list(pages_of(2, first.next_cursor));
    const auto third = queue().list(pages_of(2, second.next_cursor));

    EXPECT_THAT(ids(first), ElementsAre(id(5), id(4)));
    EXPECT_THAT(ids(second), ElementsAre(id(3), id(2)));
    EXPECT_THAT(ids(third), ElementsAre(id(1)));
    EXPECT_EQ(third.next_cursor, "");
}

TEST_P(QueueAsking, ACursorThatIsNoneEndsTheList) {
    add_five(*this);

    for (const auto* cursor : {"x", "12x", "99999999999999999999999", "-1", "' OR 1=1 --"}) {
        SCOPED_TRACE(cursor);
        EXPECT_THAT(queue().list(pages_of(2, cursor)).jobs, IsEmpty());
    }
}

TEST_P(QueueAsking, ListsWhatLiesInTheScope) {
    add_five(*this);
    const auto listed = [&](const Scope& scope) {
        auto query = pages_of(10);
        query.scope = scope;
        return ids(queue().list(query));
    };

    EXPECT_THAT(listed(of_user("anna")), ElementsAre(id(3), id(1)));
    EXPECT_THAT(listed(of_province("GP")), ElementsAre(id(5), id(3), id(2), id(1)));
    EXPECT_THAT(listed(of_municipality("JHB")), ElementsAre(id(2), id(1)));
    EXPECT_THAT(listed({"anna", "", "JHB"}), ElementsAre(id(3), id(2), id(1)));
    EXPECT_THAT(listed({"carl", "GP", ""}), ElementsAre(id(5)));
    EXPECT_THAT(listed(of_user("nobody")), IsEmpty());
}

TEST_P(QueueAsking, FindsTextInFileNameAndAddressInAnyCase) {
    add_five(*this);
    auto odd = new_job(6);
    odd.file_name = "100%_Sure.xlsx";
    odd.owner.email = "x@example.org";
    add(odd);
    const auto found = [&](const std::string& text) {
        auto query = pages_of(10);
        query.text = text;
        return ids(queue().list(query));
    };

    EXPECT_THAT(found("CARL@"), ElementsAre(id(5), id(4)));
    EXPECT_THAT(found("members 2"), ElementsAre(id(2)));
    EXPECT_THAT(found("%_sure"), ElementsAre(id(6)));
    EXPECT_THAT(found("%"), ElementsAre(id(6)));
}

TEST_P(QueueAsking, ListsByState) {
    add_in_state(1, JobState::completed);
    add_in_state(2, JobState::failed);
    add(3);
    const auto listed = [&](JobState state) {
        auto query = pages_of(10);
        query.state = state;
        return ids(queue().list(query));
    };

    EXPECT_THAT(listed(JobState::completed), ElementsAre(id(1)));
    EXPECT_THAT(listed(JobState::waiting), ElementsAre(id(3)));
    EXPECT_THAT(listed(JobState::paused), IsEmpty());
    queue().pause("admin-1");
    EXPECT_THAT(listed(JobState::waiting), IsEmpty());
    EXPECT_THAT(listed(JobState::paused), ElementsAre(id(3)));
}

TEST_P(QueueAsking, ShowsWaitingJobsAsPausedInAPausedQueue) {
    add(1);
    add_in_state(2, JobState::delayed);

    queue().pause("admin-1");

    EXPECT_EQ(state(job_id(1)), JobState::paused);
    EXPECT_EQ(state(job_id(2)), JobState::delayed);
    EXPECT_EQ(queue().counts({}).paused, 1U);
    EXPECT_EQ(queue().counts({}).waiting, 0U);
    EXPECT_EQ(queue().counts({}).total(), 2U);
    queue().resume("admin-1");
    EXPECT_EQ(state(job_id(1)), JobState::waiting);
}

TEST_P(QueueAsking, CountsEachJobOnceAndTheCancelledBeside) {
    add_in_state(1, JobState::completed);
    add_in_state(2, JobState::failed);
    add_in_state(3, JobState::cancelled);
    add_in_state(4, JobState::active);
    add_in_state(5, JobState::delayed);
    add(6);

    const auto counts = queue().counts({});

    EXPECT_EQ(counts.completed, 1U);
    EXPECT_EQ(counts.failed, 1U);
    EXPECT_EQ(counts.cancelled, 1U);
    EXPECT_EQ(counts.active, 1U);
    EXPECT_EQ(counts.delayed, 1U);
    EXPECT_EQ(counts.waiting, 1U);
    EXPECT_EQ(counts.total(), 5U);
}

TEST_P(QueueAsking, CountsWhatLiesInTheScope) {
    add_five(*this);

    EXPECT_EQ(queue().counts(of_province("GP")).waiting, 4U);
    EXPECT_EQ(queue().counts(of_user("anna")).waiting, 2U);
    EXPECT_EQ(queue().counts({"anna", "", "JHB"}).waiting, 3U);
}

TEST_P(QueueAsking, PositionsCountTheWholeQueueInItsOrder) {
    add(1, 10);
    pass(minutes{6});
    add(2, 5);
    add(3, 3);
    add(4, 4);

    EXPECT_EQ(queue().position(job_id(3))->position, 1U);
    EXPECT_EQ(queue().position(job_id(1))->position, 2U);
    EXPECT_EQ(queue().position(job_id(4))->position, 3U);
    EXPECT_EQ(queue().position(job_id(2))->position, 4U);
}

TEST_P(QueueAsking, OnlyAWaitingJobHasAPosition) {
    add_in_state(1, JobState::completed);
    add_in_state(2, JobState::active);
    add_in_state(3, JobState::delayed);

    EXPECT_FALSE(queue().position(job_id(1)));
    EXPECT_FALSE(queue().position(job_id(2)));
    EXPECT_FALSE(queue().position(job_id(3)));
    EXPECT_FALSE(queue().position(job_id(4)));
}

TEST_P(QueueAsking, EstimatesTheWaitFromJobsThatEndedLately) {
    add(1);
    EXPECT_FALSE(queue().position(job_id(1))->estimated_wait);
    const auto lease = claim();
    pass(seconds{30});
    queue().complete(fence_of(lease), {}).value();
    add(2);
    add(3);

    EXPECT_EQ(queue().position(job_id(2))->estimated_wait, seconds{0});
    EXPECT_EQ(queue().position(job_id(3))->estimated_wait, seconds{30});
    claim();
    EXPECT_EQ(queue().position(job_id(3))->estimated_wait, seconds{30});
    queue().pause("admin-1");
    EXPECT_FALSE(queue().position(job_id(3))->estimated_wait);
}

TEST_P(QueueAsking, SumsUpWhatAPersonUploaded) {
    for (std::uint64_t number = 1; number <= 2; ++number) {
        add(number);
        const auto lease = claim();
        pass(seconds{number});
        queue().complete(fence_of(lease), {}).value();
    }
    add_in_state(3, JobState::failed);
    add_in_state(4, JobState::cancelled);
    add(5);
    add(job_of(6, {.user = "carl", .province = "WC", .municipality = "CPT"}));

    const auto stats = queue().stats("user-1");

    EXPECT_EQ(stats.uploads, 5U);
    EXPECT_EQ(stats.successful, 2U);
    EXPECT_EQ(stats.failed, 1U);
    EXPECT_EQ(stats.cancelled, 1U);
    EXPECT_EQ(stats.average_processing, milliseconds{1'500});
    EXPECT_THAT(stats.finished, ElementsAre(job_id(1), job_id(2), job_id(3), job_id(4)));
}

}  // namespace
}  // namespace rollcall::queue
