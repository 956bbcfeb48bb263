// The contract of erasing a person: what was loaded of them, taken out of members, changes and
// ledger.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace rollcall::load {

struct ErasedMember {
    bool was_there = false;
    std::uint64_t changes = 0;  // whose old and new values held something
    bool operator==(const ErasedMember&) const = default;
};

// What is taken out of a job's ledger.
struct Redaction {
    JobId job;
    std::set<std::uint32_t> rows;  // the sheet's numbers of the person's rows
    std::string at;                // FileFacts::erased_at, from now on
    std::string warning;           // for the job's status and report
};

// Safe from any thread; throws Failure when the store does not answer. Each does nothing a second
// time.
class Erasure {
public:
    Erasure() = default;
    Erasure(const Erasure&) = delete;
    Erasure& operator=(const Erasure&) = delete;
    virtual ~Erasure() = default;

    // What `erase_member` would do.
    virtual ErasedMember look(std::string_view id_number) = 0;

    // Removes the member with this ID number and empties the old and new values that its changes
    // kept, in one transaction.
    virtual ErasedMember erase_member(std::string_view id_number) = 0;

    // Empties every name, ward and voting district that the job's ledger keeps (its file goes, so
    // no report needs them again), and the last digits of the rows' ID numbers; the chain of
    // digests is made anew. What became of each row stays. In one transaction; a job without a
    // ledger is left alone. False: it was done before. Needs: the job has ended.
    virtual bool redact(const Redaction& redaction) = 0;
};

}  // namespace rollcall::load
