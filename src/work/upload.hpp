// The main job: spooled bytes to rows, rows to findings, good rows to the database, all of it to
// the report. It can be stopped after any chunk, or killed at any instruction, and run again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "check/area.hpp"
#include "load/geography_store.hpp"
#include "load/loader.hpp"
#include "queue/queue.hpp"
#include "spool/spool.hpp"
#include "work/appender.hpp"
#include "work/attempt.hpp"
#include "work/documents.hpp"
#include "work/ending.hpp"
#include "work/rows.hpp"

namespace rollcall::work {

// What an upload runs on. All outlive it.
struct UploadParts {
    queue::Queue& queue;
    spool::Spool& spool;
    load::Loader& loader;
    Documents& documents;
    const Clock& clock;
    load::GeographyStore* geography = nullptr;  // none: nothing was imported
};

struct UploadSettings {
    ReaderSettings reader;
    std::string time_zone;
    bool keep_extra = false;  // store unknown columns in members.extra
    Appender::Pace pace = Appender::Pace::ahead;
    std::uint64_t chunk_rows_first =
        ::rollcall::chunk_rows_first;  // grows with what the disk takes
};

// Safe from any thread; each run is its own.
class Upload {
public:
    Upload(UploadParts parts, UploadSettings settings);

    // Goes on where earlier attempts stopped. Throws Failure when the world breaks: run it again
    // once it is whole, with the same attempt.
    Ending run(Attempt& attempt) const;

private:
    class Run;
    UploadParts parts_;
    UploadSettings settings_;
};

// The part of the country that this uploader may load members of. Refuses with authorization_error
// a role that there is not, and one without its code.
Result<check::Area> area_of(const queue::Owner& owner);

}  // namespace rollcall::work
