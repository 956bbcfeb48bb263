// How fast the report of a large job is made: a made-up reader and ledger, the true writer.
//
//   report_bench [rows] [file]
//
// Every row is a new member, so that two sheets hold all of them. Prints rows, CPU seconds, wall
// seconds, peak memory and the size of the file.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "check/schema.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "report/workbook.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"

namespace rollcall {
namespace {

constexpr std::array<std::string_view, 8>
    names{"Thabo", "Lerato", "Sipho", "Nomsa", "Johannes", "Ayesha", "Pieter", "Zanele"};

// Multiplicative hashing: scattered, and the same at every run.
std::uint64_t scattered(std::uint64_t seed) {
    return (seed * 0x9E3779B97F4A7C15ULL) >> 24U;
}

std::string text_of(check::ColumnKey key, std::uint64_t row) {
    using check::ColumnKey;
    const auto random = scattered(row * 31 + static_cast<std::uint64_t>(key));
    const auto name = names[random % names.size()];
    switch (key) {
        case ColumnKey::province: return "Gauteng";
        case ColumnKey::municipality: return "JHB - City of Johannesburg";
        case ColumnKey::ward: return std::to_string(79'800'001 + random % 135);
        case ColumnKey::firstname:
        case ColumnKey::surname: return std::string(name);
        case ColumnKey::id_number: return fmt::format("{:013}", random % 1'000'000'000'000);
        case ColumnKey::age: return std::to_string(18 + random % 70);
        case ColumnKey::residential_address:
            return fmt::format("{} {} Street, Soweto", random % 999, name);
        case ColumnKey::cell_number: return fmt::format("0{}", 600'000'000 + random % 200'000'000);
        case ColumnKey::email: return fmt::format("{}{}@example.org", name, random % 100'000);
        case ColumnKey::date_joined:
        case ColumnKey::last_payment: return std::to_string(42'000 + random % 4'000);
        case ColumnKey::membership_amount: return "10.00";
        default: return random % 2 == 0 ? "Employed" : "South African Citizen";
    }
}

class MadeReader final : public sheet::Reader {
public:
    explicit MadeReader(std::uint32_t rows) : rows_(rows) {
        for (std::uint64_t row = 0; row < kept_rows; ++row) {
            auto& texts = kept_.emplace_back();
            for (const auto& column : check::columns())
                texts.push_back(text_of(column.key, row));
        }
    }
    const sheet::Info& info() const override { return info_; }
    Result<bool> next(sheet::Batch& batch) override {
        batch.clear();
        for (std::uint32_t i = 0; i < batch_rows && done_ <= rows_; ++i, ++done_)
            add_row(batch);
        return !batch.empty();
    }
    sheet::Position position() const override { return {}; }
    sheet::Notes notes() const override { return {}; }

private:
    static constexpr std::uint64_t kept_rows = 4'096;

    void add_row(sheet::Batch& batch) const {
        batch.start_row(done_ + 1);
        const auto& texts = kept_[scattered(done_) % kept_rows];
        for (std::uint16_t i = 0; i < texts.size(); ++i) {
            const auto rule = check::columns()[i].rule;
            const bool date = rule == check::Rule::date;
            const bool number = date || rule == check::Rule::money || rule == check::Rule::age;
            batch.add_cell(
                i,
                number ? sheet::CellKind::number : sheet::CellKind::text,
                date ? sheet::flag_date : sheet::flag_none,
                texts[i]
            );
        }
    }

    sheet::Info info_;
    std::uint32_t rows_;
    std::uint32_t done_ = 0;
    std::vector<std::vector<std::string>> kept_;
};

class MadeCursor final : public load::RowCursor {
public:
    explicit MadeCursor(std::uint32_t rows) : rows_(rows) {}
    bool next(load::RowRecord& record) override {
        if (done_ == rows_) return false;
        record.ordinal = done_++;
        record.number = done_ + 1;
        record.outcome = load::Outcome::inserted;
        return true;
    }

private:
    std::uint32_t rows_;
    std::uint32_t done_ = 0;
};

class MadeLedger final : public load::Ledger {
public:
    explicit MadeLedger(std::uint32_t rows) : rows_(rows) {}
    std::optional<load::JobLedger> find(const JobId&) override {
        load::FileFacts facts;
        facts.header_row = 1;
        facts.id_column = static_cast<std::uint16_t>(check::ColumnKey::id_number);
        facts.rows_total = rows_;
        for (const auto& column : check::columns())
            facts.headers.emplace_back(column.header);
        load::JobLedger job;
        job.facts_json = load::to_json(facts);
        job.cursor.rows_done = rows_;
        job.cursor.tally.of(load::Outcome::inserted) = rows_;
        return job;
    }
    std::unique_ptr<load::RowCursor> rows(const JobId&, const load::RowQuery& query) override {
        return std::make_unique<MadeCursor>(query.outcome ? 0 : rows_);
    }
    Result<void> verify(const JobId&) override { return {}; }
    void forget(const JobId&) override {}

private:
    std::uint32_t rows_;
};

int run(std::uint32_t rows, const char* path) {
    const Descriptor file(::open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600));
    const auto start = std::chrono::steady_clock::now();
    MadeReader reader(rows);
    MadeLedger ledger(rows);
    const auto done = report::write_workbook(
        {},
        reader,
        ledger,
        {.file = file.get(), .scratch = "/tmp"},
        [](auto, auto) { return false; }
    );
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    if (!done) {
        fmt::print(stderr, "{}\n", done.error().message);
        return 1;
    }
    ::rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const ::timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    fmt::print(
        "{} rows x {} columns, two sheets: {:.2f} CPU s, {:.2f} s wall, {} MiB peak, {} MB\n",
        rows,
        check::column_count,
        seconds(usage.ru_utime) + seconds(usage.ru_stime),
        wall.count(),
        usage.ru_maxrss / 1024,
        ::lseek(file.get(), 0, SEEK_END) / 1'000'000
    );
    return 0;
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    const auto rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
    return rollcall::run(static_cast<std::uint32_t>(rows), argc > 2 ? argv[2] : "/tmp/report.xlsx");
}
