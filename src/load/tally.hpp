// Counts of rows, as status, events, report and ledger all show them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rollcall::load {

// What became of a row; exactly one. Stored by number in the ledger.
enum class Outcome : std::uint8_t {
    inserted = 1,
    updated,
    unchanged,
    invalid,
    duplicate,
    out_of_scope,
    skipped,
    failed,
    not_processed,  // never stored: rows that a cancelled or failed job did not reach
};

inline constexpr std::array<std::string_view, 9> outcome_names{
    "inserted",
    "updated",
    "unchanged",
    "invalid",
    "duplicate",
    "out_of_scope",
    "skipped",
    "failed",
    "not_processed",
};

constexpr std::string_view to_string(Outcome outcome) {
    return outcome_names[static_cast<std::size_t>(outcome) - 1];
}

struct Tally {
    std::array<std::uint64_t, outcome_names.size()> outcomes{};
    std::uint64_t valid_ids = 0;
    std::uint64_t invalid_ids = 0;
    std::uint64_t unique_records = 0;    // distinct valid ID numbers
    std::uint64_t existing_members = 0;  // rows whose member was in the database before
    std::uint64_t new_members = 0;       // rows that were taken and whose member was not
    std::uint64_t warnings = 0;          // warning findings, several a row

    std::uint64_t& of(Outcome outcome) { return outcomes[static_cast<std::size_t>(outcome) - 1]; }
    std::uint64_t of(Outcome outcome) const {
        return outcomes[static_cast<std::size_t>(outcome) - 1];
    }
    // Rows that have their outcome.
    std::uint64_t total() const {
        std::uint64_t sum = 0;
        for (const auto count : outcomes)
            sum += count;
        return sum;
    }
    // Rows whose member is now as the file says.
    std::uint64_t loaded() const {
        return of(Outcome::inserted) + of(Outcome::updated) + of(Outcome::unchanged);
    }
    Tally& operator+=(const Tally& other);
    bool operator==(const Tally&) const = default;
};

}  // namespace rollcall::load
