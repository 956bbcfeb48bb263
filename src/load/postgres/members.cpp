#include "load/postgres/members.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/assert.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"
#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/copy.hpp"
#include "load/apply.hpp"
#include "load/change_json.hpp"
#include "load/members.hpp"
#include "load/merge.hpp"
#include "load/postgres/new_members.hpp"
#include "load/postgres/record.hpp"
#include "load/postgres/redacted.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;
using db::postgres::Connection;

// Of chunk_rows: place, the fields, row hash, seen_at, seen_by.
constexpr auto staged_columns = static_cast<std::int16_t>(check::field_count + 4);

// `place` is what numbers a member within its chunk.
std::int64_t number_of(std::size_t place) {
    return static_cast<std::int64_t>(place);
}

}  // namespace

PostgresMembers::PostgresMembers(Connection& connection, const Task& task)
    : connection_(connection),
      chunk_(task.chunk),
      plan_(task.plan),
      table_(task.table),
      places_(taken_by_id(task.chunk)) {}

PostgresMembers::~PostgresMembers() {
    if (answer_ != nullptr) answer_->reset();
}

void PostgresMembers::look_up() {
    send_ids();
    if (!table_.prepare.empty()) connection_.prepared(table_.prepare).run();
    read_stored();
}

void PostgresMembers::send_ids() {
    db::postgres::CopyIn ids(connection_, "COPY pg_temp.chunk_ids FROM STDIN (FORMAT binary)");
    for (std::size_t place = 0; place < places_.size(); ++place) {
        const auto& row = chunk_.rows[places_[place].index];
        const auto texts = row_at(place);
        ids.row(3)
            .put(number_of(place))
            .put(texts.front())
            .put(static_cast<std::int64_t>(hash_of(texts, row.expiry_derived)));
    }
    ids.finish();
}

void PostgresMembers::read_stored() {
    stored_.resize(places_.size());
    auto& query = connection_.prepared(table_.read);
    answer_ = &query;
    query.bind(1, std::int64_t{plan_.mode == Mode::insert ? 0 : 1});
    while (query.step()) {
        const auto place = query.integer(0);
        auto& stored = stored_.at(static_cast<std::size_t>(place));
        stored.seen_at = query.bytes(1);
        stored.seen_by = static_cast<std::int32_t>(query.integer(2));
        stored.member_id = query.integer(3);
        auto& member = stored.member;
        member.id = place;
        if (!query.is_null(4)) member.row_hash = static_cast<std::uint64_t>(query.integer(4));
        member.firstname = query.text(5);
        member.surname = query.text(6);
        member.ward_code = query.text(7);
        member.voting_district_code = query.text(8);
        stored.fields = query.bytes(9);
    }
}

std::optional<Member> PostgresMembers::find(std::string_view id_number) {
    ROLLCALL_ASSERT(place_ < places_.size());
    const auto& row = chunk_.rows[places_[place_].index];
    ROLLCALL_ASSERT(chunk_.text(row, Field::id_number) == id_number);
    const auto& stored = stored_[place_++];
    if (stored.seen_at.empty()) return std::nullopt;
    return stored.member;
}

const FieldTexts& PostgresMembers::read(std::int64_t member_id) {
    fields_ = read_record(stored_.at(static_cast<std::size_t>(member_id)).fields);
    return fields_;
}

Result<void> PostgresMembers::insert(const NewMember& member) {
    return want({asked_for(), 0, member.row_hash}, member.texts);
}

Result<void> PostgresMembers::update(const Change& change) {
    return want({asked_for(), change.changed, change.row_hash}, change.row);
}

Result<void> PostgresMembers::want(const Write& write, const FieldTexts& texts) {
    if (!written_) {
        writes_.push_back(write);
        return {};
    }
    const auto refused = refused_.find(write.place);
    if (refused == refused_.end()) return {};
    return refuse(Errc::conflict, redacted(refused->second, texts));
}

FieldTexts PostgresMembers::row_at(std::size_t place) const {
    return texts_of(chunk_, chunk_.rows[places_[place].index]);
}

bool PostgresMembers::write(Missing missing) {
    written_ = true;
    place_ = 0;
    const bool copied = missing == Missing::undoes_all && table_.takes_copies && copy_new();
    stage(!copied);
    const Range all{0, staged_.size()};
    if (all.size() != 0 && settle(all, missing) != all.size()) return false;
    if (!refused_.empty() || missing == Missing::is_refused)
        connection_.execute("DROP INDEX IF EXISTS pg_temp.chunk_rows_place");
    return keep_changes();
}

// False: some member cannot be taken so, and none was.
bool PostgresMembers::copy_new() {
    const auto count = std::ranges::count_if(writes_, &Write::is_new);
    if (count == 0) return true;
    connection_.execute("SAVEPOINT part");
    NewMembers members(connection_, plan_.job.text());
    for (const auto& write : writes_) {
        if (write.is_new()) members.add({row_at(write.place), write.row_hash});
    }
    const auto taken = members.finish();
    const bool all = taken && *taken == count;
    connection_.execute(all ? "RELEASE part" : "ROLLBACK TO part; RELEASE part");
    return all;
}

void PostgresMembers::stage(bool with_new) {
    std::optional<db::postgres::CopyIn> rows;
    for (const auto& write : writes_) {
        if (write.is_new() && !with_new) continue;
        if (!rows) rows.emplace(connection_, "COPY pg_temp.chunk_rows FROM STDIN (FORMAT binary)");
        stage(*rows, write);
        staged_.push_back(write.place);
    }
    if (rows) rows->finish();
}

void PostgresMembers::stage(db::postgres::CopyIn& rows, const Write& write) {
    const auto row = row_at(write.place);
    rows.row(staged_columns).put(number_of(staged_.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
        const bool sent = i == 0 || write.is_new() || ((write.changed >> i) & 1U) != 0;
        rows.put_or_null(sent ? row[i] : std::string_view());
    }
    rows.put(static_cast<std::int64_t>(write.row_hash));
    if (write.is_new()) {
        rows.put_null().put_null();
    } else {
        rows.put(stored_[write.place].seen_at).put32(stored_[write.place].seen_by);
    }
}

// False: another attempt of the job has kept changes of the same rows.
bool PostgresMembers::keep_changes() {
    std::optional<db::postgres::CopyIn> rows;
    for (const auto& write : writes_) {
        if (write.is_new() || refused_.contains(write.place)) continue;
        if (!rows) {
            rows.emplace(
                connection_,
                "COPY member_changes (job_id, row_number, member_id, old_values, new_values)"
                " FROM STDIN (FORMAT binary)"
            );
        }
        const auto& stored = stored_[write.place];
        put_json(old_values_, read_record(stored.fields), write.changed);
        put_json(new_values_, row_at(write.place), write.changed);
        rows->row(5)
            .put(plan_.job.text())
            .put(std::int64_t{chunk_.rows[places_[write.place].index].number})
            .put(stored.member_id)
            .put(old_values_)
            .put(new_values_);
    }
    return !rows || rows->try_finish();
}

Result<std::int64_t> PostgresMembers::write_range(Range range) {
    std::int64_t written = 0;
    for (const auto& each : table_.writes) {
        auto& write = connection_.prepared(each.sql);
        write.bind(1, number_of(range.begin)).bind(2, number_of(range.end));
        if (each.names_job) write.bind(3, plan_.job.text());
        const auto some = write.try_run();
        if (!some) return some;
        if (each.counts) written += *some;
    }
    return written;
}

// How many rows of the range are written, or known to be refused: of a set that is refused each
// half is tried, so that few forbidden rows cost few tries.
std::int64_t PostgresMembers::settle(Range range, Missing missing) {
    connection_.execute("SAVEPOINT part");
    const auto written = write_range(range);
    const bool complete = written && *written == range.size();
    if (complete || (written && missing == Missing::undoes_all)) {
        connection_.execute("RELEASE part");
        return *written;
    }
    connection_.execute("ROLLBACK TO part; RELEASE part");
    if (range.size() == 1) {
        refused_[staged_[range.begin]] =
            written ? "the database left the row out" : written.error().message;
        return 1;
    }
    // Each try would read all staged rows otherwise.
    connection_.execute("CREATE INDEX IF NOT EXISTS chunk_rows_place ON chunk_rows (place)");
    const auto middle = (range.begin + range.end) / 2;
    return settle({range.begin, middle}, missing) + settle({middle, range.end}, missing);
}

}  // namespace rollcall::load::postgres
