#include "tests/sim/news.hpp"

#include <algorithm>
#include <variant>

#include <fmt/core.h>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/chronicle.hpp"
#include "tests/sim/sightings.hpp"

namespace rollcall::sim {

event::Bus::Subscription News::follow(event::Bus& bus, queue::Queue& queue) {
    return bus.subscribe([this, &queue](const event::Event& event) { hear(event, queue); });
}

void News::hear(const event::Event& event, queue::Queue& queue) {
    const auto* const about = event::job_of(event);
    if (about == nullptr) return;
    const auto* const changed = std::get_if<event::JobChanged>(&event);
    const auto state = changed == nullptr ? std::nullopt : queue::parse_job_state(changed->state);
    const auto job = queue.find(*about);
    if (!job) {
        chronicle_.complain(about->text() + ": an event of a job that is not there");
        return;
    }
    look(*job, state && queue::is_final(*state));
}

void News::look(const queue::Job& job, bool tells_an_end) {
    auto& seen = seen_[job.id];
    if (job.seq < seen.seq) chronicle_.complain(job.id.text() + ": seq went back");
    if (job.progress < seen.progress) chronicle_.complain(job.id.text() + ": progress went back");
    seen.seq = std::max(seen.seq, job.seq);
    seen.progress = std::max(seen.progress, job.progress);
    if (!tells_an_end) return;
    if (!queue::is_final(job.state)) {
        chronicle_.complain(job.id.text() + ": an end was told of a job that goes on");
    } else if (job.seq <= seen.ended_at_seq) {
        chronicle_.complain(job.id.text() + ": its end was told twice");
    }
    seen.ended_at_seq = job.seq;
    const bool is_failed = job.state == queue::JobState::failed && job.error;
    if (is_failed && job.error->code == to_string(Errc::job_stalled)) {
        chronicle_.saw(Sighting::stalled_out);
    }
    chronicle_.tell("store", fmt::format("{} is {}", job.id.text(), to_string(job.state)));
}

void News::check_end(const queue::Job& job) {
    if (seen_[job.id].ended_at_seq != job.seq) {
        chronicle_.complain(job.id.text() + ": nobody was told of its end");
    }
}

}  // namespace rollcall::sim
