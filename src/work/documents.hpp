// Reports and corrections: made at a job's end, and again whenever one is asked for and missing.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "load/ledger.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "report/report.hpp"
#include "spool/spool.hpp"
#include "work/rows.hpp"

namespace rollcall::work {

// What documents are made of. All outlive Documents.
struct DocumentSources {
    queue::Queue& queue;
    spool::Spool& spool;
    spool::Shelf& shelf;
    load::Ledger& ledger;
    const Clock& clock;
};

struct DocumentSettings {
    ReaderSettings reader;
    std::string time_zone;
};

// What is said of a job whose file was removed at that (ISO) time, since a person in it was erased.
std::string erased_text(std::string_view at);

// Safe from any thread: each call reads and writes on its own.
class Documents {
public:
    Documents(DocumentSources sources, DocumentSettings settings);

    // Makes the job's report and puts it on the shelf, in place of an earlier one; its name.
    // Refuses with the reader's codes, corrupt_source, cancelled; with not_found, leaving nothing,
    // when the job was removed or its file erased meanwhile. Throws Failure (disk full).
    Result<std::string> make_report(const queue::Job& job, const report::OnProgress& on_progress);

    // The report, made now if it is missing. Refuses with wrong_state before the job's end and
    // not_found when nothing of the file could be read, the job is gone or its file was erased.
    Result<Descriptor> report(const queue::Job& job);

    // The rows that did not load. Refuses with wrong_state, not_found ("every row loaded").
    Result<Descriptor> corrections(const queue::Job& job);

    // Removes both; the bytes freed.
    std::uint64_t remove(const JobId& job);

private:
    // report::write_workbook or report::write_corrections.
    using Write = decltype(&report::write_workbook);
    struct Wanted {
        const queue::Job& job;
        const std::string& name;
        Write write;
    };
    Result<std::string> make(const Wanted& wanted, const report::OnProgress& on_progress);
    Result<Descriptor> open_or_make(const Wanted& wanted);
    Result<void> check_kept(const JobId& job);
    report::Subject subject_of(const queue::Job& job) const;

    DocumentSources sources_;
    DocumentSettings settings_;
};

}  // namespace rollcall::work
