// Members and their changes in SQLite, one statement at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/sqlite/connection.hpp"
#include "load/members.hpp"

namespace rollcall::load::sqlite {

// Its statements belong to the connection: used, and destroyed, only by who holds it.
class SqliteMembers final : public Members {
public:
    explicit SqliteMembers(db::sqlite::Connection& connection);

    // Whose work the writes until the next call are, and when. `job` must live as long.
    void begin(std::string_view job, std::int64_t now_ms);
    // Lets go of what was read: an open statement would hold checkpoints up.
    void release();

    std::optional<Member> find(std::string_view id_number) override;
    const FieldTexts& read(std::int64_t member_id) override;
    Result<void> insert(const NewMember& member) override;
    Result<void> update(const Change& change) override;

private:
    void keep_change(const Change& change);

    db::sqlite::Statement find_;
    db::sqlite::Statement read_;
    db::sqlite::Statement insert_;
    db::sqlite::Statement update_;
    db::sqlite::Statement keep_;
    FieldTexts stored_;
    std::string old_values_;
    std::string new_values_;
};

}  // namespace rollcall::load::sqlite
