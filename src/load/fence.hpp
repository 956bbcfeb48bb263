// Who may write a job's rows, and how far it is: what every chunk's transaction asks and moves.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "load/apply.hpp"
#include "load/entry.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"

namespace rollcall::load {

struct Fence {
    std::int64_t upload_id = 0;
    std::uint64_t epoch = 0;
    std::int64_t format = 0;
    Cursor cursor;
    std::string source_sha256;
    std::string last_digest;
    bool dry_run = false;
    std::string facts_json;
};

// The fence once the entry of these decisions is behind it.
Fence moved_past(const Fence& fence, const Entry& entry, const Decisions& decisions);

// The refusal of an attempt that another has replaced.
std::unexpected<Error> lost(const JobId& job);

// Refuses a plan that may not go on from there: a lower epoch, other bytes.
Result<void> may_take_over(const Fence& fence, const Plan& plan);

// The numbers of rows in committed chunks whose member is stored outside the area.
RowNumbers elsewhere_of(Ledger& ledger, const JobId& job);

}  // namespace rollcall::load
