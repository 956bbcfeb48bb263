// Jobs that change as the test says, on a loop that runs as the test says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "event/bus.hpp"
#include "live/jobs/errands.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/look.hpp"
#include "tests/support/manual_loop.hpp"

namespace rollcall::support {

struct LiveWorld {
    static JobId job_id(int number) {
        return *JobId::parse("job-1767225600000-" + std::to_string(100'000'000'000 + number));
    }

    // A job of joburg's, waiting.
    queue::Job& add(int number = 1) {
        queue::Job job;
        job.id = job_id(number);
        job.owner = {"joburg", "joburg@example.org", "municipality_admin", "GP", "JHB"};
        job.file_name = "list.xlsx";
        job.file_sha256 = std::string(64, 'a');
        job.created_at = job.queued_at = loop.clock().now();
        job.seq = 1;
        return jobs[job.id] = job;
    }

    // As a worker would: the change, then the hint.
    void change(queue::Job& job, queue::JobState state) {
        const auto now = loop.clock().now();
        job.state = state;
        if (state == queue::JobState::waiting) job.queued_at = now;
        if (state == queue::JobState::active) job.started_at = now;
        if (queue::is_final(state)) job.finished_at = now;
        ++job.seq;
        bus.publish(event::JobChanged{job.id, std::string(to_string(state))});
    }
    void get_on(queue::Job& job, std::uint32_t percent) {
        job.progress = percent;
        ++job.seq;
        bus.publish(event::JobProgressed{job.id});
    }
    // What comes at once, and what the storage threads bring.
    void run() { loop.pass(Milliseconds{0}); }

    live::jobs::Look look_at(const queue::Job& job) const {
        return {
            job,
            job.state,
            {{"job_id", job.id.text()},
             {"status", to_string(job.state)},
             {"progress", job.progress},
             {"message", nullptr},
             {"seq", job.seq}},
            {{"job_id", job.id.text()}, {"status", to_string(job.state)}}};
    }

    ManualLoop loop;
    event::Bus bus;
    std::map<JobId, queue::Job> jobs;
    bool is_broken = false;  // the store throws
    int looks = 0;
    int places = 0;  // counted
    std::vector<JobId> looked_at;
    int counts = 0;
    live::jobs::Services services{
        .look =
            [this](const JobId& id, live::jobs::Detail detail) -> std::optional<live::jobs::Look> {
            ++looks;
            looked_at.push_back(id);
            if (detail == live::jobs::Detail::whole) ++places;
            if (is_broken) throw std::runtime_error("the store is broken");
            const auto found = jobs.find(id);
            if (found == jobs.end()) return std::nullopt;
            return look_at(found->second);
        },
        .counts =
            [this](const access::Principal& who) {
                ++counts;
                std::uint64_t seen = 0;
                for (const auto& [id, job] : jobs) {
                    const auto belongs = live::jobs::belongs(job.owner);
                    if (access::may(who, access::Action::see_job, belongs)) ++seen;
                }
                return boost::json::object{{"total", seen}, {"waiting", seen}};
            }};
    live::jobs::Errands errands{{}, loop};
    live::jobs::Feed feed{{}, {services, errands, loop, bus}};
};

}  // namespace rollcall::support
