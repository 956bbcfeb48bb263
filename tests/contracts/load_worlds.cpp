#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "load/memory_loader.hpp"
#include "load/postgres/count_members.hpp"
#include "load/postgres/postgres.hpp"
#include "load/sql/sql_erasure.hpp"
#include "load/sqlite/count_members.hpp"
#include "load/sqlite/sqlite.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::load::tests {
namespace {

using check::Field;

class SqliteWorld final : public World {
public:
    SqliteWorld() { EXPECT_TRUE(db::sqlite::migrate(store_, std::array{sqlite::migrations()})); }

    Loader& loader() override { return loader_; }
    Ledger& ledger() override { return ledger_; }

    std::optional<Fields> member(const std::string& id_number) override {
        return store_.read([&](auto& connection) -> std::optional<Fields> {
            auto query = connection.prepare("SELECT * FROM members WHERE id_number = ?1");
            if (!query.bind(1, id_number).step()) return std::nullopt;
            Fields fields;
            for (std::size_t i = 0; i < check::field_count; ++i) {
                // The first column is the member's own number.
                const auto column = static_cast<int>(i) + 1;
                if (!query.is_null(column)) fields[static_cast<Field>(i)] = query.text(column);
            }
            return fields;
        });
    }

    Erasure* erasure() override { return &erasure_; }
    std::string kept_texts() override {
        return store_.read([](auto& connection) {
            auto query = connection.prepare(
                "SELECT group_concat(text, ' ') FROM (SELECT old_values || new_values AS text FROM"
                " member_changes UNION ALL SELECT CAST(befores AS TEXT) FROM upload_chunk)"
            );
            query.step();
            return std::string(query.text(0));
        });
    }
    std::uint64_t created_by(const JobId& job) override {
        return sqlite::count_members(store_, job).created;
    }

    std::size_t member_count() override {
        return store_.read([](auto& connection) {
            auto query = connection.prepare("SELECT count(*) FROM members");
            query.step();
            return static_cast<std::size_t>(query.integer(0));
        });
    }

    void refuse_surname(const std::string& surname) override {
        for (const std::string verb : {"INSERT", "UPDATE"}) {
            store_.write([&](auto& connection) {
                connection.execute(
                    "CREATE TRIGGER refuse_" + verb + " BEFORE " + verb +
                    " ON members WHEN new.surname = '" + surname +
                    "' BEGIN SELECT RAISE(ABORT, 'the surname is refused'); END"
                );
            });
        }
    }

private:
    rollcall::tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    const SystemClock clock_;
    db::sqlite::SqliteDatabase database_{store_, clock_};
    sqlite::SqliteLoader loader_{store_};
    sqlite::SqliteLedger ledger_{store_};
    sql::SqlErasure erasure_{database_};
};

// One schema for all worlds of this process: making the tables takes longer than most tests.
class PostgresTables {
public:
    static PostgresTables& get() {
        static PostgresTables tables;
        return tables;
    }
    PostgresTables(const PostgresTables&) = delete;
    PostgresTables& operator=(const PostgresTables&) = delete;
    ~PostgresTables() = default;

    const std::string& schema() const { return schema_.name(); }
    db::postgres::Store& empty() {
        store_.borrow()->execute(
            "DROP TRIGGER IF EXISTS refuse ON members; DROP TRIGGER IF EXISTS refuse ON people;"
            "TRUNCATE members, member_changes, upload_fence, upload_chunk, upload_row, "
            "member_erasures,"
            " people, rollcall_member_state"
        );
        return store_;
    }

private:
    PostgresTables() {
        EXPECT_TRUE(db::postgres::migrate(store_, std::array{postgres::migrations()}));
        // As an organisation may have had it for years.
        store_.borrow()->execute(
            "CREATE TABLE people (\"No.\" serial PRIMARY KEY, id_no char(13) NOT NULL UNIQUE,"
            " first varchar(100), last varchar(100), born timestamp, ward integer, expires date,"
            " paid numeric(12, 2), colour text NOT NULL DEFAULT 'blue')"
        );
    }

    rollcall::tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
};

class PostgresWorld final : public World {
public:
    // `columns`: an expression a field, over `from`, by the ID number in `key`.
    struct Shape {
        std::string table;
        std::string from;
        std::string key;
        std::map<Field, std::string> columns;
        std::optional<postgres::Mapping> mapping;
    };

    explicit PostgresWorld(Shape shape)
        : shape_(std::move(shape)),
          loader_(store_, shape_.mapping),
          erasure_(
              database_,
              shape_.mapping ? sql::MembersIn::mapped_table : sql::MembersIn::own_table
          ) {}

    Loader& loader() override { return loader_; }
    Ledger& ledger() override { return ledger_; }

    std::optional<Fields> member(const std::string& id_number) override {
        return store_.read([&](auto& connection) -> std::optional<Fields> {
            std::string columns;
            for (const auto& [field, expression] : shape_.columns)
                columns += (columns.empty() ? "" : ", ") + expression + "::text";
            auto& query = connection.prepared(
                "SELECT " + columns + " FROM " + shape_.from + " WHERE " + shape_.key + " = $1"
            );
            if (!query.bind(1, id_number).step()) return std::nullopt;
            Fields fields;
            int column = 0;
            for (const auto& [field, expression] : shape_.columns) {
                if (!query.is_null(column)) fields[field] = query.text(column);
                ++column;
            }
            return fields;
        });
    }

    Erasure* erasure() override { return &erasure_; }
    std::string kept_texts() override {
        return store_.read([](auto& connection) {
            auto& query = connection.prepared(
                "SELECT coalesce(string_agg(text, ' '), '') FROM (SELECT old_values::text ||"
                " new_values::text AS text FROM member_changes UNION ALL"
                " SELECT encode(befores, 'escape') FROM upload_chunk) kept"
            );
            query.step();
            return std::string(query.text(0));
        });
    }
    std::uint64_t created_by(const JobId& job) override {
        return postgres::count_members(store_, job, shape_.mapping).created;
    }

    std::size_t member_count() override {
        return store_.read([&](auto& connection) {
            auto& query = connection.prepared("SELECT count(*) FROM " + shape_.table);
            query.step();
            return static_cast<std::size_t>(query.integer(0));
        });
    }

    void refuse_surname(const std::string& surname) override {
        const auto column = shape_.columns.at(Field::surname);
        store_.borrow()->execute(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the surname is refused'; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON " +
            shape_.table + " FOR EACH ROW WHEN (new." + column.substr(column.find('.') + 1) +
            " = '" + surname + "') EXECUTE FUNCTION refuse()"
        );
    }

private:
    db::postgres::Store& store_ = PostgresTables::get().empty();
    db::postgres::PostgresDatabase database_{store_};
    Shape shape_;
    postgres::PostgresLoader loader_;
    postgres::PostgresLedger ledger_{store_};
    sql::SqlErasure erasure_;
};

std::unique_ptr<World> our_table() {
    if (!rollcall::tests::has_postgres()) return nullptr;
    PostgresWorld::Shape shape{"members", "members m", "m.id_number", {}, std::nullopt};
    for (std::size_t i = 0; i < check::field_count; ++i)
        shape.columns[static_cast<Field>(i)] = "m." + std::string(check::field_names.at(i));
    return std::make_unique<PostgresWorld>(std::move(shape));
}

// What `people` has no column for lies beside it.
std::unique_ptr<World> their_table() {
    if (!rollcall::tests::has_postgres()) return nullptr;
    PostgresWorld::Shape shape;
    shape.table = "people";
    shape.from = "people m JOIN rollcall_member_state e ON e.id_number = m.id_no";
    shape.key = "e.id_number";
    for (std::size_t i = 0; i < check::field_count; ++i)
        shape.columns[static_cast<Field>(i)] = "e." + std::string(check::field_names.at(i));
    auto& mapping = shape.mapping.emplace();
    mapping.schema = PostgresTables::get().schema();
    mapping.table = "people";
    const auto map = [&](Field field, const char* column) {
        mapping.columns.push_back({field, column});
        shape.columns[field] = std::string("m.") + column;
    };
    map(Field::id_number, "id_no");
    map(Field::firstname, "first");
    map(Field::surname, "last");
    map(Field::date_of_birth, "born");
    map(Field::ward_code, "ward");
    map(Field::expiry_date, "expires");
    map(Field::amount_cents, "paid");
    shape.columns[Field::date_of_birth] = "m.born::date";
    shape.columns[Field::amount_cents] = "(m.paid * 100)::bigint";
    return std::make_unique<PostgresWorld>(std::move(shape));
}

class MemoryWorld final : public World {
public:
    Loader& loader() override { return loader_; }
    Ledger& ledger() override { return loader_; }
    std::optional<Fields> member(const std::string& id_number) override {
        return loader_.member(id_number);
    }
    std::size_t member_count() override { return loader_.member_count(); }
    void refuse_surname(const std::string& surname) override { loader_.refuse_surname(surname); }

private:
    MemoryLoader loader_;
};

}  // namespace

std::vector<Implementation> implementations() {
    return {
        {"sqlite", [] { return std::make_unique<SqliteWorld>(); }},
        {"postgres", our_table},
        {"postgres_mapped", their_table},
        {"memory", [] { return std::make_unique<MemoryWorld>(); }},
    };
}

std::string id_of(std::uint64_t person) {
    return std::to_string(8'000'000'000'000 + person * 7);
}

RowSketch person(std::uint64_t number, Fields fields) {
    RowSketch row;
    row.person = number;
    row.fields = {
        {Field::firstname, "Person " + std::to_string(number)},
        {Field::surname, "Sample"},
        {Field::ward_code, "74010001"},
    };
    for (auto& [field, text] : fields)
        row.fields[field] = std::move(text);
    return row;
}

check::Chunk chunk_of(const std::vector<RowSketch>& rows, std::uint32_t first_number) {
    check::Chunk chunk;
    for (const auto& sketch : rows) {
        check::CheckedRow row;
        row.number = first_number++;
        row.verdict = sketch.verdict;
        row.first_row = sketch.first_row;
        row.expiry_derived = sketch.expiry_derived;
        row.id_valid = sketch.verdict != check::Verdict::invalid;
        row.id_seen_first = row.id_valid && sketch.verdict != check::Verdict::duplicate;
        if (row.id_valid) {
            const auto id = id_of(sketch.person);
            row.id = std::stoull(id);
            row.id_last4 = static_cast<std::uint16_t>(row.id % 10'000);
            row.fields[0] = chunk.store(id);
        }
        for (const auto& [field, text] : sketch.fields)
            row.fields.at(static_cast<std::size_t>(field)) = chunk.store(text);
        chunk.rows.push_back(row);
    }
    return chunk;
}

check::Chunk people(std::uint64_t first, std::uint64_t count) {
    std::vector<RowSketch> rows;
    for (auto i = first; i < first + count; ++i)
        rows.push_back(person(i));
    return chunk_of(rows, static_cast<std::uint32_t>(first) + 2);
}

JobId job_of(unsigned number) {
    auto digits = std::to_string(number);
    digits.insert(0, 12 - digits.size(), '0');
    return *JobId::parse("job-1790000000000-" + digits);
}

Plan plan_of(unsigned job, std::uint64_t epoch) {
    Plan plan;
    plan.job = job_of(job);
    plan.epoch = epoch;
    plan.source_sha256 = std::string(64, 'a');
    return plan;
}

std::vector<RowRecord> records(Ledger& ledger, const JobId& job, const RowQuery& query) {
    std::vector<RowRecord> all;
    RowRecord record;
    for (const auto rows = ledger.rows(job, query); rows->next(record);)
        all.push_back(record);
    return all;
}

}  // namespace rollcall::load::tests
