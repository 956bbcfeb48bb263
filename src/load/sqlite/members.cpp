#include "load/sqlite/members.hpp"

#include "load/change_json.hpp"
#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {
namespace {

// Parameters behind those of the fields, in insert_member.sql and update_member.sql alike.
constexpr int at_hash = static_cast<int>(check::field_count) + 1;
constexpr int at_now = at_hash + 1;
constexpr int at_job = at_now + 1;

}  // namespace

SqliteMembers::SqliteMembers(db::sqlite::Connection& connection)
    : find_(connection.prepare(statements::find_member)),
      read_(connection.prepare(statements::read_member)),
      insert_(connection.prepare(statements::insert_member)),
      update_(connection.prepare(statements::update_member)),
      keep_(connection.prepare(statements::insert_change)) {}

void SqliteMembers::begin(std::string_view job, std::int64_t now_ms) {
    for (auto* statement : {&insert_, &update_})
        statement->bind(at_now, now_ms).bind(at_job, job);
    keep_.bind(1, job).bind(6, now_ms);
}

void SqliteMembers::release() {
    for (auto* statement : {&find_, &read_, &insert_, &update_, &keep_})
        statement->reset();
}

std::optional<Member> SqliteMembers::find(std::string_view id_number) {
    find_.reset();
    if (!find_.bind(1, id_number).step()) return std::nullopt;
    Member member;
    member.id = find_.integer(0);
    if (!find_.is_null(1)) member.row_hash = static_cast<std::uint64_t>(find_.integer(1));
    member.firstname = find_.text(2);
    member.surname = find_.text(3);
    member.ward_code = find_.text(4);
    member.voting_district_code = find_.text(5);
    return member;
}

const FieldTexts& SqliteMembers::read(std::int64_t member_id) {
    read_.reset();
    stored_.fill({});
    if (!read_.bind(1, member_id).step()) return stored_;
    for (std::size_t i = 0; i < stored_.size(); ++i)
        stored_[i] = read_.text(static_cast<int>(i));
    return stored_;
}

Result<void> SqliteMembers::insert(const NewMember& member) {
    for (std::size_t i = 0; i < member.texts.size(); ++i)
        insert_.bind_or_null(static_cast<int>(i) + 1, member.texts[i]);
    return insert_.bind(at_hash, static_cast<std::int64_t>(member.row_hash)).try_run();
}

Result<void> SqliteMembers::update(const Change& change) {
    update_.bind(1, change.member_id);
    for (std::size_t i = 1; i < change.row.size(); ++i) {
        const bool changes = ((change.changed >> i) & 1U) != 0;
        const auto text = changes ? change.row[i] : std::string_view();
        update_.bind_or_null(static_cast<int>(i) + 1, text);
    }
    auto updated = update_.bind(at_hash, static_cast<std::int64_t>(change.row_hash)).try_run();
    if (updated) keep_change(change);
    return updated;
}

void SqliteMembers::keep_change(const Change& change) {
    put_json(old_values_, change.stored, change.changed);
    put_json(new_values_, change.row, change.changed);
    keep_.bind(2, change.row_number).bind(3, change.member_id);
    keep_.bind(4, old_values_).bind(5, new_values_).run();
}

}  // namespace rollcall::load::sqlite
