#include "load/memory_loader.hpp"

#include <utility>

#include "base/assert.hpp"
#include "load/apply.hpp"
#include "load/entry.hpp"
#include "load/fence.hpp"
#include "load/stored_rows.hpp"

namespace rollcall::load {

class MemoryLoader::MemoryMembers final : public Members {
public:
    explicit MemoryMembers(const State& state)
        : changed_(state.members), refused_surname_(state.refused_surname) {}

    auto take() { return std::move(changed_); }

    std::optional<Member> find(std::string_view id_number) override {
        const auto found = changed_.find(id_number);
        if (found == changed_.end()) return std::nullopt;
        found_ = &found->second;
        return Member{
            found_->id,
            found_->row_hash,
            text(check::Field::firstname),
            text(check::Field::surname),
            text(check::Field::ward_code),
            text(check::Field::voting_district_code)};
    }

    const FieldTexts& read(std::int64_t member_id) override {
        ROLLCALL_ASSERT(found_->id == member_id);
        for (std::size_t i = 0; i < stored_.size(); ++i)
            stored_.at(i) = text(static_cast<check::Field>(i));
        return stored_;
    }

    Result<void> insert(const NewMember& member) override {
        if (const auto allowed = allow(member.texts); !allowed) return allowed;
        StoredMember added;
        added.id = static_cast<std::int64_t>(changed_.size()) + 1;
        added.row_hash = member.row_hash;
        write(added, member.texts, ~0U);
        changed_.emplace(member.texts.front(), std::move(added));
        return {};
    }

    Result<void> update(const Change& change) override {
        if (const auto allowed = allow(change.row); !allowed) return allowed;
        found_->row_hash = change.row_hash;
        write(*found_, change.row, change.changed);
        return {};
    }

private:
    std::string_view text(check::Field field) const {
        const auto found = found_->fields.find(field);
        return found == found_->fields.end() ? std::string_view() : found->second;
    }

    Result<void> allow(const FieldTexts& texts) const {
        const auto surname = texts.at(static_cast<std::size_t>(check::Field::surname));
        if (surname.empty() || surname != refused_surname_) return {};
        return refuse(Errc::conflict, "the surname is refused");
    }

    static void write(StoredMember& member, const FieldTexts& texts, std::uint32_t fields) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const bool written = ((fields >> i) & 1U) != 0 && !texts.at(i).empty();
            if (written) member.fields[static_cast<check::Field>(i)] = texts.at(i);
        }
    }

    std::map<std::string, StoredMember, std::less<>> changed_;
    std::string refused_surname_;
    StoredMember* found_ = nullptr;
    FieldTexts stored_;
};

class MemoryLoader::MemoryLoad final : public Load {
public:
    struct Start {
        Plan plan;
        Cursor cursor;
        RowNumbers elsewhere;
    };

    MemoryLoad(MemoryLoader& loader, Start start)
        : loader_(loader),
          plan_(std::move(start.plan)),
          cursor_(start.cursor),
          elsewhere_(std::move(start.elsewhere)) {}

    const Cursor& cursor() const override { return cursor_; }

    Result<void> append(check::Chunk& chunk) override {
        return loader_.state_.with([&](State& state) { return commit(state, chunk); });
    }

    Result<void> note_facts(const std::string& facts_json) override {
        return loader_.state_.with([&](State& state) -> Result<void> {
            auto* const job = held(state);
            if (job == nullptr) return lost(plan_.job);
            job->facts_json = facts_json;
            return {};
        });
    }

private:
    // Null: another attempt has it.
    StoredJob* held(State& state) const {
        auto& job = state.jobs[plan_.job];
        return job.plan.epoch == plan_.epoch ? &job : nullptr;
    }

    Result<void> commit(State& state, check::Chunk& chunk) {
        auto* const job = held(state);
        if (job == nullptr || job->cursor.next_chunk != cursor_.next_chunk) return lost(plan_.job);
        MemoryMembers members(state);
        const Rules rules{plan_, elsewhere_};
        auto decisions = apply(chunk, rules, members);
        auto entry = make_entry({cursor_.next_chunk, cursor_.rows_done}, chunk, decisions);
        auto digest = digest_of(entry, job->last_digest);
        ++cursor_.next_chunk;
        cursor_.rows_done += entry.row_count();
        cursor_.tally += decisions.tally;
        elsewhere_.merge(decisions.elsewhere);
        chunk.findings = std::move(decisions.findings);
        if (!plan_.dry_run) state.members = members.take();
        job->cursor = cursor_;
        job->entries.push_back({std::move(entry), job->last_digest, digest});
        job->last_digest = std::move(digest);
        return {};
    }

    MemoryLoader& loader_;
    Plan plan_;
    Cursor cursor_;
    RowNumbers elsewhere_;
};

Result<std::unique_ptr<Load>> MemoryLoader::begin(const Plan& plan) {
    auto cursor = state_.with([&](State& state) -> Result<Cursor> {
        const auto [at, is_new] = state.jobs.try_emplace(plan.job);
        auto& job = at->second;
        if (!is_new && job.plan.epoch > plan.epoch) return lost(plan.job);
        if (!is_new && job.plan.source_sha256 != plan.source_sha256) {
            return refuse(Errc::corrupt_source, "earlier rows came from a file of another content");
        }
        job.plan = plan;
        if (is_new) job.last_digest = plan.source_sha256;
        return job.cursor;
    });
    if (!cursor) return std::unexpected(cursor.error());
    MemoryLoad::Start start{plan, *cursor, elsewhere_of(*this, plan.job)};
    return std::make_unique<MemoryLoad>(*this, std::move(start));
}

std::optional<JobLedger> MemoryLoader::find(const JobId& job) {
    return state_.with([&](const State& state) -> std::optional<JobLedger> {
        const auto found = state.jobs.find(job);
        if (found == state.jobs.end()) return std::nullopt;
        const auto& stored = found->second;
        return JobLedger{
            stored.cursor, stored.plan.source_sha256, stored.facts_json, stored.plan.dry_run};
    });
}

std::unique_ptr<RowCursor> MemoryLoader::rows(const JobId& job, const RowQuery& query) {
    auto entries = state_.with([&](const State& state) -> std::vector<StoredEntry> {
        const auto found = state.jobs.find(job);
        if (found == state.jobs.end()) return {};
        return found->second.entries;
    });
    return std::make_unique<StoredRows>(
        [entries = std::move(entries), chunk = std::size_t{0}]() mutable -> std::optional<Entry> {
            if (chunk == entries.size()) return std::nullopt;
            return std::move(entries.at(chunk++).entry);
        },
        query
    );
}

Result<void> MemoryLoader::verify(const JobId& job) {
    return state_.with([&](const State& state) -> Result<void> {
        const auto found = state.jobs.find(job);
        if (found == state.jobs.end()) return {};
        const auto& stored = found->second;
        Audit audit(stored.plan.source_sha256);
        for (const auto& entry : stored.entries) {
            if (const auto added = audit.add(entry); !added) return added;
        }
        return audit.finish(stored.cursor, stored.last_digest);
    });
}

void MemoryLoader::forget(const JobId& job) {
    state_.with([&](State& state) { state.jobs.erase(job); });
}

std::optional<MemoryLoader::Fields> MemoryLoader::member(std::string_view id_number) const {
    return state_.with([&](const State& state) -> std::optional<Fields> {
        const auto found = state.members.find(id_number);
        if (found == state.members.end()) return std::nullopt;
        return found->second.fields;
    });
}

std::size_t MemoryLoader::member_count() const {
    return state_.with([](const State& state) { return state.members.size(); });
}

void MemoryLoader::refuse_surname(std::string surname) {
    state_.with([&](State& state) { state.refused_surname = std::move(surname); });
}

}  // namespace rollcall::load
