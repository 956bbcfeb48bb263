// The members of a database, as `apply` asks for and changes them: one row at a time, within one
// transaction. What works in sets of rows reads them before and writes them afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "load/merge.hpp"

namespace rollcall::load {

// What must be known of a stored member at once. Views live until the next `find`.
struct Member {
    std::int64_t id = 0;
    std::optional<std::uint64_t> row_hash;  // of the row that was last written; see `hash_of`
    std::string_view firstname;
    std::string_view surname;
    std::string_view ward_code;
    std::string_view voting_district_code;
};

struct NewMember {
    const FieldTexts& texts;
    std::uint64_t row_hash = 0;
};

struct Change {
    std::int64_t member_id = 0;
    const FieldTexts& stored;
    const FieldTexts& row;
    std::uint32_t changed = 0;  // as in Merge
    std::uint64_t row_hash = 0;
    std::uint32_t row_number = 0;
};

// Used by one thread. `insert` and `update` refuse with conflict what a constraint of the database
// forbids; the message says which, without a value, and the transaction goes on. Throws Failure.
class Members {
public:
    Members() = default;
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;
    virtual ~Members() = default;

    virtual std::optional<Member> find(std::string_view id_number) = 0;
    // Every field of the member as it is stored. Views live until the next `read`.
    virtual const FieldTexts& read(std::int64_t member_id) = 0;
    virtual Result<void> insert(const NewMember& member) = 0;
    // Writes the changed fields and keeps their old values.
    virtual Result<void> update(const Change& change) = 0;
};

}  // namespace rollcall::load
