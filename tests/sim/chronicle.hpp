// What truly happened in one schedule, whoever heard of it: for the checker, and for people.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "load/tally.hpp"
#include "queue/queue.hpp"
#include "tests/sim/made_file.hpp"
#include "tests/sim/member_model.hpp"
#include "tests/sim/sightings.hpp"

namespace rollcall::sim {

class Chronicle {
public:
    explicit Chronicle(const Clock& clock) : clock_(clock), began_(clock.now()) {}

    // A line of the journal, with the time in front.
    void tell(std::string_view who, std::string_view what);
    void saw(Sighting sighting) { ++sightings_.of(sighting); }
    // A promise is broken.
    void complain(const std::string& what);

    // A request for a job is on its way: whatever becomes of it, this is its file.
    struct Request {
        const MadeFile* file = nullptr;
        Mode mode = Mode::upsert;
        bool dry_run = false;
    };
    void asked_for(const JobId& job, const Request& request) { requests_[job] = request; }
    const Request& request_of(const JobId& job) const { return requests_.at(job); }

    // Rows whose commit took effect.
    struct Commit {
        queue::Fence fence;
        std::uint64_t first_ordinal = 0;
        std::uint64_t rows = 0;
    };
    void committed(const Commit& commit);
    // What must have become of the job's rows so far.
    const std::vector<load::Outcome>& outcomes_of(const JobId& job) { return outcomes_[job]; }
    const KnownMembers& members() const { return model_.members(); }

    // From now on nothing goes wrong, so no lease that is taken may be lost.
    void calm() { is_calm_ = true; }
    void claimed(const queue::Lease& lease);
    // A verb that lets the job go took effect.
    void let_go(const queue::Fence& fence);
    void cancel_asked(const JobId& job) { cancels_.insert(job); }
    void retried(const JobId& job);
    // By whomever: no attempt may commit anything afterwards.
    void ended(const JobId& job) { ended_.insert(job); }
    // The attempt was told of the job as it is in the store; a cancel must have been among it.
    void attempt_heard(const queue::Fence& fence);
    void removed(const JobId& job) { removed_.insert(job); }
    bool is_removed(const JobId& job) const { return removed_.contains(job); }

    const Sightings& sightings() const { return sightings_; }
    const std::vector<std::string>& complaints() const { return complaints_; }
    const std::vector<std::string>& journal() const { return journal_; }

private:
    const Clock& clock_;
    const Instant began_;
    Sightings sightings_;
    std::vector<std::string> complaints_;
    std::vector<std::string> journal_;

    std::map<JobId, Request> requests_;
    std::map<JobId, std::vector<load::Outcome>> outcomes_;
    MemberModel model_;
    bool is_calm_ = false;
    // Claimed and not let go, by an attempt that runs or has died; whether that was in the calm.
    std::map<JobId, bool> held_;
    std::map<JobId, std::uint64_t> epochs_;
    std::set<JobId> removed_;
    std::set<JobId> ended_;
    std::set<JobId> cancels_;
    // Chunks that an attempt has committed since it heard of a cancel.
    std::map<std::pair<JobId, std::uint64_t>, int> chunks_since_cancel_;
};

}  // namespace rollcall::sim
