// A chunk's members in PostgreSQL: looked up together, decided row by row, written together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/chunk.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/copy.hpp"
#include "load/apply.hpp"
#include "load/loader.hpp"
#include "load/members.hpp"
#include "load/postgres/member_table.hpp"

namespace rollcall::load::postgres {

// Within a transaction that has run begin_chunk.sql: `look_up`, `apply` over it, `write`; and, when
// some rows were refused, `apply` once more, which is then told so.
class PostgresMembers final : public Members {
public:
    // Whether a row that the database leaves out without a word counts as refused: another program
    // may have been in the way, or a trigger of the table's owner.
    enum class Missing : std::uint8_t { undoes_all, is_refused };

    struct Task {
        const check::Chunk& chunk;
        const Plan& plan;
        const MemberTable& table;
    };

    // All must outlive it.
    PostgresMembers(db::postgres::Connection& connection, const Task& task);
    PostgresMembers(const PostgresMembers&) = delete;
    PostgresMembers& operator=(const PostgresMembers&) = delete;
    ~PostgresMembers() override;

    void look_up();
    // Writes what `apply` wanted; false: something that was read has changed since, so go back to
    // the savepoint `chunk` and begin again.
    bool write(Missing missing);
    bool any_refused() const { return !refused_.empty(); }

    std::optional<Member> find(std::string_view id_number) override;
    const FieldTexts& read(std::int64_t member_id) override;
    Result<void> insert(const NewMember& member) override;
    Result<void> update(const Change& change) override;

private:
    // What is stored of the chunk's n-th ID number; no version: nothing. Views into the answer.
    struct Stored {
        std::string_view seen_at;
        std::int32_t seen_by = 0;
        std::int64_t member_id = 0;
        Member member;  // its id is the place
        std::string_view fields;
    };
    struct Write {
        std::size_t place = 0;
        std::uint32_t changed = 0;  // as in Merge; nothing: a new member
        std::uint64_t row_hash = 0;
        bool is_new() const { return changed == 0; }
    };
    // Of what was staged.
    struct Range {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::int64_t size() const { return static_cast<std::int64_t>(end - begin); }
    };

    void send_ids();
    void read_stored();
    std::size_t asked_for() const { return place_ - 1; }
    Result<void> want(const Write& write, const FieldTexts& texts);
    FieldTexts row_at(std::size_t place) const;
    bool copy_new();
    void stage(bool with_new);
    void stage(db::postgres::CopyIn& rows, const Write& write);
    bool keep_changes();
    Result<std::int64_t> write_range(Range range);
    std::int64_t settle(Range range, Missing missing);

    db::postgres::Connection& connection_;
    const check::Chunk& chunk_;
    const Plan& plan_;
    const MemberTable& table_;
    std::vector<Place> places_;
    std::vector<Stored> stored_;                 // by place
    db::postgres::Statement* answer_ = nullptr;  // what the views of `stored_` look into
    std::size_t place_ = 0;                      // of the next member that is asked for
    FieldTexts fields_;
    std::vector<Write> writes_;  // what `apply` wanted, by place
    bool written_ = false;
    std::vector<std::size_t> staged_;             // the places of chunk_rows
    std::map<std::size_t, std::string> refused_;  // by place
    std::string old_values_;
    std::string new_values_;
};

}  // namespace rollcall::load::postgres
