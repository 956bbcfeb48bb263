// What in Bull's keys can be no job's, found and taken away when a person asks for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "db/redis/pool.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::queue::bull::mirror {

struct Damage {
    std::vector<std::string> ghosts;   // ids in lists or sets, but of no hash
    std::vector<std::string> broken;   // keys of another type than Bull's, unreadable jobs
    std::uint64_t highest_number = 0;  // among the ids; below it Bull's counter must not go on
};

// Used by one thread. Throws RedisFailure.
class Repair {
public:
    Repair(db::redis::Pool& pool, Keys keys);

    Damage look();
    // Broken keys get another name: nothing is thrown away. What is a ghost then leaves its lists.
    void mend(const Damage& damage);

private:
    std::vector<std::string> broken_keys();
    std::vector<std::string> listed_ids(const std::vector<std::string>& broken);
    void judge(std::span<const std::string> ids, Damage& damage);
    void bury();

    db::redis::Pool& pool_;
    const Keys keys_;
};

}  // namespace rollcall::queue::bull::mirror
