// Whether a finished job can be proved from what is stored of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/stores.hpp"
#include "queue/job.hpp"

namespace rollcall::app {

struct Proof {
    std::string subject;  // "file", "ledger", "rows", "members"
    bool holds = true;
    std::string text;  // what was proved, or what does not fit
};

// Each subject once. Needs: the job has ended. Throws Failure when a store is out of reach.
std::vector<Proof> prove(Stores& stores, const queue::Job& job);

}  // namespace rollcall::app
