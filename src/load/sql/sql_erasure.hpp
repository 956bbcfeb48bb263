// Erasing a person over a database's tables.
#pragma once

#include <cstdint>
#include <string_view>

#include "db/database.hpp"
#include "load/erasure.hpp"

namespace rollcall::load::sql {

// Where the members lie: in our own table, or in one of the organisation's, of which we keep the
// state beside it alone and touch no row.
enum class MembersIn : std::uint8_t { own_table, mapped_table };

// Needs: the tables of the dialect's `migrations()`.
class SqlErasure final : public Erasure {
public:
    // The database outlives it.
    explicit SqlErasure(db::Database& database, MembersIn members = MembersIn::own_table)
        : database_(database), members_(members) {}

    ErasedMember look(std::string_view id_number) override;
    ErasedMember erase_member(std::string_view id_number) override;
    bool redact(const Redaction& redaction) override;

private:
    db::Database& database_;
    const MembersIn members_;
};

}  // namespace rollcall::load::sql
