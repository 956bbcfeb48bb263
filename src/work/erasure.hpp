// A person erased from everything that is stored: members, changes, ledgers, reports, uploads.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "load/erasure.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "queue/queue.hpp"
#include "spool/spool.hpp"
#include "work/documents.hpp"
#include "work/person_search.hpp"
#include "work/rows.hpp"

namespace rollcall::work {

// All outlive Eraser.
struct EraserParts {
    queue::Queue& queue;
    load::Ledger& ledger;
    load::Erasure& erasure;
    spool::Spool& spool;
    Documents& documents;
    const Clock& clock;
};

// A job whose file names the person.
struct ErasedJob {
    JobId id;
    std::uint64_t rows = 0;  // that name the person
};

// A job of whose file nobody can say whether it names the person.
struct UnreadJob {
    JobId id;
    std::string why;
};

struct ErasureReport {
    load::ErasedMember member;
    std::uint64_t files_read = 0;
    std::uint64_t files_removed = 0;
    std::uint64_t freed_bytes = 0;  // of uploads, reports and corrections
    std::vector<ErasedJob> jobs;
    std::vector<UnreadJob> unread;
};

// Used by one thread. Throws Failure when a store breaks; whatever was done by then, the same again
// does the rest.
class Eraser {
public:
    Eraser(EraserParts parts, ReaderSettings reader) : parts_(parts), reader_(std::move(reader)) {}

    // What `erase` would do.
    Result<ErasureReport> look(const WantedPerson& person);

    // Removes the member, empties the values their changes kept, and of each upload that names them
    // removes the file, its report and corrections, and what its job's ledger keeps of people; what
    // became of each row stays, and the job's warnings and log say so. Refuses with conflict, and
    // changes nothing, while a job that names them has not ended: it would load them again.
    Result<ErasureReport> erase(const WantedPerson& person);

private:
    struct Upload {
        std::vector<queue::Job> jobs;
        PersonRows rows;
    };
    struct Search {
        std::vector<Upload> named;
        std::vector<JobId> redacted;  // for another person's sake, or by an earlier try
        ErasureReport report;
    };

    Result<Search> search(const WantedPerson& person);
    std::vector<Upload> uploads();
    load::FileFacts facts_of(const JobId& job);
    bool is_redacted(const JobId& job) { return !facts_of(job).erased_at.empty(); }
    bool keeps_nothing(const JobId& job);
    void look_into(Upload upload, const WantedPerson& person, Search& search);
    void erase_job(const queue::Job& job, const Upload& upload, ErasureReport& report);

    const EraserParts parts_;
    const ReaderSettings reader_;
};

}  // namespace rollcall::work
