// Takes in what Bull producers add.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/order.hpp"
#include "queue/bull/mirror/survey.hpp"
#include "queue/sql/mirrored.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::queue::bull::mirror {

// Where the files of such jobs come from.
class Files {
public:
    struct Stored {
        std::string sha256;
        std::uint64_t size = 0;
    };
    Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    virtual ~Files() = default;

    // A file that is stored already. Refuses with not_found.
    virtual Result<Stored> stored(std::string_view file_id) = 0;
    // Stores the file at a path. Refuses with validation_error what is not within the one folder
    // that producers may name, with storage_full, file_too_large_upload.
    virtual Result<Stored> take(std::string_view path) = 0;
};

// Used by one thread at a time.
class Intake {
public:
    // All outlive this.
    struct Parts {
        sql::SqlQueue& queue;
        sql::Mirrored& mirrored;
        Canvas& canvas;
        Survey& survey;
        Files& files;
        const Clock& clock;
    };
    explicit Intake(Parts parts) : parts_(parts) {}

    // A job that waits in Redis and is not known in SQL becomes one there, or ends in Redis as
    // failed, saying why; or stays for later, where only the room is missing. Throws RedisFailure
    // and Failure; it may then be called again.
    void take_in(const std::string& bull_id);

private:
    Result<void> add(const std::string& bull_id, const Order& order);
    JobId name(const std::string& bull_id, const Order& order);

    Parts parts_;
};

}  // namespace rollcall::queue::bull::mirror
