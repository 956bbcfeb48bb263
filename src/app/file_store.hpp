// Where nodes that share a database keep uploads and documents: FILE_STORE.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "base/result.hpp"
#include "db/postgres/store.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::app {

// Safe from any thread.
class FileStore {
public:
    FileStore() = default;
    FileStore(const FileStore&) = delete;
    FileStore& operator=(const FileStore&) = delete;
    virtual ~FileStore() = default;

    virtual spool::Spool& spool() = 0;
    virtual spool::Shelf& shelf() = 0;
    // Whether it answers now; throws nothing.
    virtual bool answers() = 0;
};

// What a file store is opened with; both outlive it.
struct FileParts {
    db::postgres::Store& database;
    const spool::Scratch& scratch;
};

// Refuses with wrong_state a store that is not the one of the other nodes, and with
// validation_error settings that name none. Throws Failure.
Result<std::unique_ptr<FileStore>>
open_file_store(const Settings& settings, const FileParts& parts);

}  // namespace rollcall::app
