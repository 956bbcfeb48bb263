// People and their programs: they upload, repeat what was not answered, cancel, retry, pause and
// clean; and they remember what they were told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "queue/queue.hpp"
#include "tests/sim/made_file.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {

class Clients {
public:
    explicit Clients(Storm& storm);

    // Something that somebody asks of this node; it may throw Failure or Killed.
    void act(Node& node);
    // Repeats what was not answered, and lets a paused queue go on; false: nothing is left.
    bool finish(Node& node);

    // Complains unless each accepted upload is one job, and each job was asked for.
    void check(queue::Queue& queue);

private:
    enum class Answer : std::uint8_t { none, accepted, refused };

    // One wish for one job, sent once or more.
    struct Upload {
        queue::NewJob wish;
        const MadeFile* file = nullptr;
        std::vector<JobId> tried;  // each request makes an id of its own
        Answer answer = Answer::none;
        bool is_doubtful = false;  // an answer was lost, and no key can tell which job was made
        std::optional<JobId> job;
    };

    Upload new_upload();
    void send(Node& node, Upload& upload);
    void hear(Upload& upload, const Result<queue::Added>& added);
    void upload(Node& node);
    void repeat(Node& node);
    void cancel(Node& node);
    void retry(Node& node);
    void pause(Node& node);
    void clean(Node& node);
    JobId next_id();
    std::optional<JobId> some_job();
    void check_upload(queue::Queue& queue, const Upload& upload);
    void check_audit();

    Storm& storm_;
    std::vector<MadeFile> files_;
    std::vector<Upload> uploads_;
    std::uint64_t ids_ = 0;
    std::size_t uploads_max_;
    bool is_paused_ = false;
    // By the audit's action and the job: answers that say it was done, and requests without one.
    struct Asked {
        std::uint64_t done = 0;
        std::uint64_t unknown = 0;
    };
    std::map<std::pair<std::string, std::string>, Asked> asked_;
};

}  // namespace rollcall::sim
