// How fast PostgreSQL takes members from the loader, and from SQL alone: the bound.
//
//     tools/postgres.py run build/bench/load_postgres_bench [rows] [rows a chunk] [fillfactor]
//
// The bound is COPY of ready, sorted, typed rows into a temporary table and one statement that
// merges them, a chunk a transaction: no ledger, no decisions, no old values. Both take the same
// chunks in turn, each into a table of its own; chunks being made is in neither's time. Seconds of
// the backend are its processor's, where it runs on this machine.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "base/ids.hpp"
#include "bench/load_rows.hpp"
#include "check/chunk.hpp"
#include "db/postgres/postgres.hpp"
#include "load/apply.hpp"
#include "load/merge.hpp"
#include "load/postgres/postgres.hpp"

namespace {

using namespace rollcall;
using db::postgres::Connection;
using db::postgres::Store;

struct Sizes {
    std::uint64_t rows = 1'000'000;
    std::uint64_t chunk_rows = 20'000;
    int fillfactor = 0;  // of both tables; 0: as members are made
};

constexpr const char* schema = "load_postgres_bench";

// Of a process on this machine; 0 elsewhere.
double cpu_seconds(int process) {
    std::ifstream file(fmt::format("/proc/{}/stat", process));
    std::stringstream text;
    text << file.rdbuf();
    const auto fields = text.str();
    const auto name_end = fields.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream rest(fields.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

struct Spent {
    double wall = 0;
    double client = 0;
    double backend = 0;
};

class Watch {
public:
    explicit Watch(Store& store) : store_(store) {}

    void time(const std::function<void()>& run) {
        const auto backend = store_.borrow()->backend();
        const auto before = cpu_seconds(backend);
        const auto own = cpu_seconds(::getpid());
        const auto begun = std::chrono::steady_clock::now();
        run();
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begun;
        spent_.wall += wall.count();
        spent_.client += cpu_seconds(::getpid()) - own;
        spent_.backend += cpu_seconds(backend) - before;
    }
    const Spent& spent() const { return spent_; }

private:
    Store& store_;
    Spent spent_;
};

// Rows by SQL alone.
class Bound {
public:
    explicit Bound(Store& store) : store_(store) {
        // LIKE leaves the fillfactor out, and without room for its next version an update of the
        // bound would cost more than ours.
        store_.borrow()->execute(
            "CREATE TABLE bound_members (LIKE members INCLUDING ALL);"
            "DO $$ BEGIN EXECUTE 'ALTER TABLE bound_members SET (' || (SELECT reloptions[1] FROM"
            " pg_class WHERE oid = 'members'::regclass) || ')'; END $$"
        );
    }

    void merge(const check::Chunk& chunk, const std::string& statement) {
        store_.write([&](Connection& connection, const db::postgres::Transaction&) {
            connection.execute(
                "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
                "SET LOCAL jit = off;"
                "CREATE TEMP TABLE IF NOT EXISTS ready (LIKE members) ON COMMIT DELETE ROWS;"
                "ALTER TABLE ready ALTER member_id DROP NOT NULL, ALTER created_at DROP NOT NULL"
            );
            copy(connection, chunk);
            connection.execute(statement);
        });
    }

private:
    // Days from 2000-01-01, as the server counts them; the made rows hold few dates.
    static std::int32_t days_of(std::string_view date) {
        const auto number = [&](std::size_t at, std::size_t size) {
            return std::atoi(std::string(date.substr(at, size)).c_str());
        };
        const std::chrono::year_month_day day{
            std::chrono::year{number(0, 4)},
            std::chrono::month{static_cast<unsigned>(number(5, 2))},
            std::chrono::day{static_cast<unsigned>(number(8, 2))}};
        const std::chrono::sys_days origin{std::chrono::year{2000} / 1 / 1};
        return static_cast<std::int32_t>((std::chrono::sys_days{day} - origin).count());
    }

    static bool is_date(check::Field field) {
        using enum check::Field;
        return field == date_of_birth || field == date_joined || field == last_payment_date ||
               field == expiry_date;
    }

    static void copy(Connection& connection, const check::Chunk& chunk) {
        std::string columns;
        for (const auto name : check::field_names)
            columns += std::string(name) + ", ";
        db::postgres::CopyIn rows(
            connection, "COPY pg_temp.ready (" + columns + "row_hash) FROM STDIN (FORMAT binary)"
        );
        for (const auto& place : load::taken_by_id(chunk)) {
            const auto& row = chunk.rows[place.index];
            const auto texts = load::texts_of(chunk, row);
            rows.row(static_cast<std::int16_t>(texts.size() + 1));
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const auto field = static_cast<check::Field>(i);
                const auto text = texts.at(i);
                if (text.data() == nullptr) {
                    rows.put_null();
                } else if (is_date(field)) {
                    rows.put32(days_of(text));
                } else if (field == check::Field::amount_cents) {
                    rows.put(std::int64_t{std::atoll(std::string(text).c_str())});
                } else {
                    rows.put(text);
                }
            }
            rows.put(static_cast<std::int64_t>(load::hash_of(texts, false)));
        }
        rows.finish();
    }

    Store& store_;
};

std::string columns(const char* form) {
    std::string list;
    for (const auto name : check::field_names)
        list += (list.empty() ? "" : ", ") + fmt::format(fmt::runtime(form), name);
    return list;
}

std::string insert_statement() {
    return fmt::format(
        "INSERT INTO bound_members ({}, row_hash) SELECT {}, s.row_hash FROM ready s"
        " WHERE NOT EXISTS (SELECT FROM bound_members m WHERE m.id_number = s.id_number)",
        columns("{}"),
        columns("s.{}")
    );
}

std::string update_statement() {
    return fmt::format(
        "UPDATE bound_members m SET {}, row_hash = s.row_hash, updated_at = now() FROM ready s"
        " WHERE m.id_number = s.id_number AND m.row_hash IS DISTINCT FROM s.row_hash",
        columns("{0} = coalesce(s.{0}, m.{0})")
    );
}

class Bench {
public:
    Bench(Store& store, Sizes sizes) : store_(store), bound_(store), sizes_(sizes) {}

    void run(std::string_view what, std::string_view address, const std::string& statement) {
        load::Plan plan;
        plan.job = JobId::make(SystemClock().now());
        plan.epoch = 1;
        plan.source_sha256 = std::string(64, 'a');
        const auto load = *loader_.begin(plan);
        Watch ours(store_);
        Watch bound(store_);
        check::Chunk chunk;
        for (std::uint64_t person = 0; person < sizes_.rows;) {
            chunk.clear();
            const auto end = std::min(person + sizes_.chunk_rows, sizes_.rows);
            for (; person < end; ++person)
                bench::add_person(chunk, person, address);
            bound.time([&] { bound_.merge(chunk, statement); });
            ours.time([&] {
                if (!load->append(chunk)) std::abort();
            });
        }
        print(what, ours.spent(), bound.spent());
    }

private:
    void print(std::string_view what, const Spent& ours, const Spent& bound) const {
        const auto rows = static_cast<double>(sizes_.rows);
        for (const auto& [who, spent] : {std::pair("rollcall", ours), std::pair("bound", bound)}) {
            fmt::print(
                "{:16} {:9} {:8.2f} s {:9.0f} rows/s   CPU s: backend {:6.2f}, client {:6.2f}\n",
                what,
                who,
                spent.wall,
                rows / spent.wall,
                spent.backend,
                spent.client
            );
        }
        fmt::print(
            "{:16} ratio     {:8.2f} wall {:5.2f} CPU of both ends, {:5.2f} backend alone\n",
            what,
            ours.wall / bound.wall,
            (ours.backend + ours.client) / (bound.backend + bound.client),
            ours.backend / bound.backend
        );
        std::fflush(stdout);
    }

    Store& store_;
    load::postgres::PostgresLoader loader_{store_};
    Bound bound_;
    Sizes sizes_;
};

void measure(const std::string& server, const Sizes& sizes) {
    Connection(server).execute(
        fmt::format("DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}", schema)
    );
    Store store(server + "?options=-csearch_path%3D" + schema);
    if (!db::postgres::migrate(store, std::array{load::postgres::migrations()})) std::abort();
    if (sizes.fillfactor != 0) {
        store.borrow()->execute(
            fmt::format("ALTER TABLE members SET (fillfactor = {})", sizes.fillfactor)
        );
    }
    Bench bench(store, sizes);
    bench.run("new", "Old Road, Sampleton", insert_statement());
    bench.run("the same again", "Old Road, Sampleton", update_statement());
    bench.run("all changed", "New Road, Sampleton", update_statement());
}

}  // namespace

int main(int argc, char** argv) {
    Sizes sizes;
    if (argc > 1) sizes.rows = std::strtoull(argv[1], nullptr, 10);
    if (argc > 2) sizes.chunk_rows = std::strtoull(argv[2], nullptr, 10);
    if (argc > 3) sizes.fillfactor = std::atoi(argv[3]);
    const char* server = std::getenv("ROLLCALL_TEST_POSTGRES");
    if (server == nullptr) {
        fmt::print("run it by tools/postgres.py run\n");
        return 2;
    }
    measure(server, sizes);
    Connection(server).execute(fmt::format("DROP SCHEMA {} CASCADE", schema));
}
