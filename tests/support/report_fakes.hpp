// A reader and a ledger made by hand, for tests of the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check/finding.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "sheet/reader.hpp"

namespace rollcall::tests {

struct FakeCell {
    std::string text;
    sheet::CellKind kind = sheet::CellKind::text;
    std::uint8_t flags = sheet::flag_none;
};

struct FakeRow {
    std::uint32_t number;
    std::vector<FakeCell> cells;  // from column A; an empty text without a flag is no cell
};

// Hands out its rows a few at a time, and then an error where one was given.
class FakeReader final : public sheet::Reader {
public:
    explicit FakeReader(std::vector<FakeRow> rows, std::optional<Error> ending = std::nullopt)
        : rows_(std::move(rows)), ending_(std::move(ending)) {}

    sheet::Info& info_to_change() { return info_; }
    const sheet::Info& info() const override { return info_; }

    Result<bool> next(sheet::Batch& batch) override {
        batch.clear();
        for (std::size_t i = 0; i < rows_a_batch && next_ < rows_.size(); ++i, ++next_) {
            batch.start_row(rows_[next_].number);
            std::uint16_t column = 0;
            for (const auto& cell : rows_[next_].cells) {
                if (!cell.text.empty() || cell.flags != 0) {
                    batch.add_cell(column, cell.kind, cell.flags, cell.text);
                }
                ++column;
            }
        }
        if (batch.empty() && ending_) return std::unexpected(*ending_);
        return !batch.empty();
    }
    sheet::Position position() const override { return {}; }
    sheet::Notes notes() const override { return {}; }

private:
    static constexpr std::size_t rows_a_batch = 3;

    sheet::Info info_;
    std::vector<FakeRow> rows_;
    std::optional<Error> ending_;
    std::size_t next_ = 0;
};

// Keeps its records in memory; counts what it was given.
class FakeLedger final : public load::Ledger {
public:
    load::FileFacts facts;
    std::vector<load::RowRecord> records;
    bool known = true;

    load::RowRecord& add(std::uint32_t number, load::Outcome outcome) {
        auto& record = records.emplace_back();
        record.ordinal = records.size() - 1;
        record.number = number;
        record.outcome = outcome;
        return record;
    }

    load::Tally tally() const {
        load::Tally tally;
        for (const auto& record : records) {
            ++tally.of(record.outcome);
            for (const auto& finding : record.findings) {
                if (check::severity_of(finding.code) == check::Severity::warning) ++tally.warnings;
            }
        }
        return tally;
    }

    std::optional<load::JobLedger> find(const JobId&) override {
        if (!known) return std::nullopt;
        load::JobLedger job;
        job.cursor.rows_done = records.size();
        job.cursor.tally = tally();
        job.facts_json = load::to_json(facts);
        return job;
    }
    std::unique_ptr<load::RowCursor> rows(const JobId&, const load::RowQuery& query) override {
        return std::make_unique<Cursor>(records, query);
    }
    Result<void> verify(const JobId&) override { return {}; }
    void forget(const JobId&) override { known = false; }

private:
    class Cursor final : public load::RowCursor {
    public:
        Cursor(std::vector<load::RowRecord> records, const load::RowQuery& query)
            : records_(std::move(records)), query_(query) {}

        bool next(load::RowRecord& record) override {
            while (next_ < records_.size()) {
                record = records_[next_++];
                if (record.ordinal < query_.from_ordinal) continue;
                if (!query_.outcome || *query_.outcome == record.outcome) return true;
            }
            return false;
        }

    private:
        std::vector<load::RowRecord> records_;
        load::RowQuery query_;
        std::size_t next_ = 0;
    };
};

}  // namespace rollcall::tests
