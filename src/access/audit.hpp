// Who did what, when, from where: only ever added to, and so that a change shows.
//
// Each entry carries a hash of itself and of the entry before: who changes, removes or puts in one
// has to make all later ones anew, and cannot without the key. What the last entries were, nobody
// can tell from the table alone: the hash of the last one, noted elsewhere, can.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace rollcall::access {

// What somebody did.
struct Deed {
    std::string actor;             // a user's id, as the token has it, or who acts by itself
    std::string origin = {};       // where from; empty: from within, or the command line
    std::string action = {};       // "login", "download", "user_add", …
    std::string subject = {};      // a job's id, a user's address; empty: the queue as a whole
    std::string details = {};      // never a member's data
    std::string file_sha256 = {};  // of the job's file
};

struct AuditEntry {
    std::int64_t number = 0;  // 1, 2, 3, …
    Instant at{};
    Deed deed;
    std::int64_t queue_number = 0;  // where the queue recorded it; 0: nowhere
    std::string hash = {};          // hex
};

// The hash that the entry must have behind one of the hash `before` (of the first: empty): HMAC-
// SHA-256 with the key, or SHA-256 where there is none.
std::string hash_of(const AuditEntry& entry, std::string_view before, std::string_view key);

// What a look at every entry found.
struct AuditProof {
    std::int64_t entries = 0;
    std::string head;                   // the last one's hash
    std::vector<std::string> findings;  // what is wrong, at most 20 lines; none: all is well
};

// Safe from any thread; throws Failure when the store does not answer.
class Audit {
public:
    Audit() = default;
    Audit(const Audit&) = delete;
    Audit& operator=(const Audit&) = delete;
    virtual ~Audit() = default;

    // Durable when it returns.
    virtual void append(const Deed& deed) = 0;

    // Takes in what the queue recorded in its own transactions since last time, at most `limit`
    // deeds; how many they were.
    virtual std::uint32_t take_in(std::uint32_t limit) = 0;

    // Those behind the number, in order.
    virtual std::vector<AuditEntry> list(std::int64_t after, std::uint32_t limit) = 0;

    virtual AuditProof prove() = 0;
};

}  // namespace rollcall::access
