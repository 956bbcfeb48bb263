#include "load/apply.hpp"

#include <algorithm>
#include <utility>

#include "check/finding.hpp"
#include "load/entry.hpp"

namespace rollcall::load {
namespace {

using check::CheckedRow;
using check::Code;
using check::Field;
using check::Verdict;

class Application {
public:
    Application(const check::Chunk& chunk, const Rules& rules, Members& members)
        : chunk_(chunk), rules_(rules), members_(members) {
        done_.rows.resize(chunk.rows.size());
    }

    Decisions run() {
        for (const auto& place : taken_by_id(chunk_))
            decide(place.index).outcome = take(place.index);
        // After the taken rows: a duplicate of a row whose member is elsewhere is elsewhere too.
        for (std::size_t i = 0; i < chunk_.rows.size(); ++i)
            leave(static_cast<std::uint32_t>(i));
        std::ranges::sort(done_.errors, {}, &RowError::index);
        merge_findings();
        count();
        return std::move(done_);
    }

private:
    Decision& decide(std::uint32_t index) { return done_.rows[index]; }

    Outcome take(std::uint32_t index) {
        const auto& row = chunk_.rows[index];
        const auto texts = texts_of(chunk_, row);
        const auto hash = hash_of(texts, row.expiry_derived);
        const auto member = members_.find(texts[static_cast<std::size_t>(Field::id_number)]);
        if (!member) return add(index, {texts, hash});
        // The same row again needs no look at the area: the stored ward is the row's own.
        const bool same = member->row_hash == hash;
        if (!same && !rules_.plan.area.covers(member->ward_code, rules_.plan.geography.get())) {
            return turn_away(index);
        }
        ++done_.tally.existing_members;
        if (same || rules_.plan.mode == Mode::insert) {
            keep_before(index, *member, 0);
            return rules_.plan.mode == Mode::insert ? Outcome::skipped : Outcome::unchanged;
        }
        return change(index, *member, {texts, hash});
    }

    Outcome add(std::uint32_t index, const NewMember& member) {
        ++done_.tally.new_members;
        if (rules_.plan.mode == Mode::update) return Outcome::skipped;
        const auto inserted = members_.insert(member);
        return inserted ? Outcome::inserted : fail(index, inserted.error());
    }

    Outcome change(std::uint32_t index, const Member& member, const NewMember& row) {
        const auto& stored = members_.read(member.id);
        const bool derived = chunk_.rows[index].expiry_derived;
        const auto merged = merge(stored, row.texts, derived);
        keep_before(index, member, merged.changed);
        if (merged.changed == 0) return Outcome::unchanged;
        const auto updated = members_.update(
            {member.id, stored, row.texts, merged.changed, row.row_hash, chunk_.rows[index].number}
        );
        if (!updated) return fail(index, updated.error());
        if (merged.expiry_goes_back) note(index, Code::expiry_goes_back);
        return Outcome::updated;
    }

    Outcome fail(std::uint32_t index, const Error& error) {
        note(index, Code::database_refused);
        done_.errors.push_back({index, error.message});
        return Outcome::failed;
    }

    Outcome turn_away(std::uint32_t index) {
        note(index, Code::member_elsewhere);
        done_.elsewhere.insert(chunk_.rows[index].number);
        return Outcome::out_of_scope;
    }

    // What the checks decided already.
    void leave(std::uint32_t index) {
        const auto& row = chunk_.rows[index];
        if (row.verdict == Verdict::taken) return;
        auto& outcome = decide(index).outcome;
        if (row.verdict == Verdict::invalid) {
            outcome = Outcome::invalid;
        } else if (row.verdict == Verdict::out_of_scope) {
            outcome = Outcome::out_of_scope;
        } else if (is_elsewhere(row.first_row)) {
            note(index, Code::member_elsewhere);
            outcome = Outcome::out_of_scope;
        } else {
            outcome = Outcome::duplicate;
        }
    }

    bool is_elsewhere(std::uint32_t number) const {
        return rules_.elsewhere.contains(number) || done_.elsewhere.contains(number);
    }

    void note(std::uint32_t index, Code code) {
        check::Finding finding;
        finding.row = chunk_.rows[index].number;
        finding.index = index;
        finding.code = code;
        done_.findings.push_back(finding);
    }

    void keep_before(std::uint32_t index, const Member& member, std::uint32_t changed) {
        auto& decision = decide(index);
        decision.before_offset = static_cast<std::uint32_t>(done_.befores.size());
        put_before(done_.befores, member, changed);
        decision.before_length =
            static_cast<std::uint32_t>(done_.befores.size()) - decision.before_offset;
    }

    void merge_findings() {
        auto own = std::exchange(done_.findings, chunk_.findings);
        if (own.empty()) return;
        std::ranges::stable_sort(own, {}, &check::Finding::index);
        const auto middle = done_.findings.insert(done_.findings.end(), own.begin(), own.end());
        std::ranges::inplace_merge(done_.findings, middle, {}, &check::Finding::index);
    }

    void count() {
        auto& tally = done_.tally;
        for (const auto& row : done_.rows)
            ++tally.of(row.outcome);
        for (const auto& row : chunk_.rows) {
            ++(row.id_valid ? tally.valid_ids : tally.invalid_ids);
            if (row.id_seen_first) ++tally.unique_records;
        }
        for (const auto& finding : done_.findings) {
            if (check::severity_of(finding.code) == check::Severity::warning) ++tally.warnings;
        }
    }

    const check::Chunk& chunk_;
    const Rules& rules_;
    Members& members_;
    Decisions done_;
};

}  // namespace

std::vector<Place> taken_by_id(const check::Chunk& chunk) {
    std::vector<Place> places;
    places.reserve(chunk.rows.size());
    for (std::size_t i = 0; i < chunk.rows.size(); ++i) {
        if (chunk.rows[i].verdict != Verdict::taken) continue;
        places.push_back({chunk.rows[i].id, static_cast<std::uint32_t>(i)});
    }
    std::ranges::sort(places, {}, &Place::id);
    return places;
}

Decisions apply(const check::Chunk& chunk, const Rules& rules, Members& members) {
    return Application(chunk, rules, members).run();
}

}  // namespace rollcall::load
