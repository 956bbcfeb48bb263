// Members and ledger in memory: a fake that keeps the contracts, for tests of those who load.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "load/audit.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "load/merge.hpp"

namespace rollcall::load {

// A chunk copies every member once, so that a refused one leaves nothing.
class MemoryLoader final : public Loader, public Ledger {
public:
    Result<std::unique_ptr<Load>> begin(const Plan& plan) override;

    std::optional<JobLedger> find(const JobId& job) override;
    std::unique_ptr<RowCursor> rows(const JobId& job, const RowQuery& query) override;
    Result<void> verify(const JobId& job) override;
    void forget(const JobId& job) override;

    // Texts by field; NULL is missing.
    using Fields = std::map<check::Field, std::string>;
    std::optional<Fields> member(std::string_view id_number) const;
    std::size_t member_count() const;
    // As a constraint of a database would: rows with this surname are refused from now on.
    void refuse_surname(std::string surname);

private:
    class MemoryLoad;
    class MemoryMembers;

    struct StoredMember {
        std::int64_t id = 0;
        std::uint64_t row_hash = 0;
        Fields fields;
    };
    struct StoredJob {
        Plan plan;
        Cursor cursor;
        std::string last_digest;
        std::string facts_json;
        std::vector<StoredEntry> entries;
    };
    struct State {
        std::map<std::string, StoredMember, std::less<>> members;
        std::map<JobId, StoredJob> jobs;
        std::string refused_surname;
    };

    Guarded<State> state_;
};

}  // namespace rollcall::load
