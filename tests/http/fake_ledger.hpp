// A ledger in memory. Used by one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "load/ledger.hpp"

namespace rollcall::tests {

class FakeLedger final : public load::Ledger {
public:
    struct Book {
        load::JobLedger head;
        std::vector<load::RowRecord> rows;
    };
    std::map<JobId, Book> books;

    std::optional<load::JobLedger> find(const JobId& job) override {
        const auto found = books.find(job);
        if (found == books.end()) return std::nullopt;
        return found->second.head;
    }
    std::unique_ptr<load::RowCursor> rows(const JobId& job, const load::RowQuery& query) override {
        std::vector<load::RowRecord> rows;
        for (const auto& row : books[job].rows) {
            if (row.ordinal < query.from_ordinal) continue;
            if (!query.outcome || row.outcome == *query.outcome) rows.push_back(row);
        }
        return std::make_unique<Cursor>(std::move(rows));
    }
    Result<void> verify(const JobId&) override { return {}; }
    void forget(const JobId& job) override { books.erase(job); }

private:
    class Cursor final : public load::RowCursor {
    public:
        explicit Cursor(std::vector<load::RowRecord> rows) : rows_(std::move(rows)) {}
        bool next(load::RowRecord& record) override {
            if (at_ == rows_.size()) return false;
            record = rows_[at_++];
            return true;
        }

    private:
        std::vector<load::RowRecord> rows_;
        std::size_t at_ = 0;
    };
};

}  // namespace rollcall::tests
