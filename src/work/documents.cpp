#include "work/documents.hpp"

#include <expected>
#include <utility>

#include "load/facts.hpp"

namespace rollcall::work {

std::string erased_text(std::string_view at) {
    return "the uploaded file, its report and its corrections were removed on " +
           std::string(at.substr(0, 10)) +
           ", since somebody in them was erased on request; what became of each row stays";
}

Documents::Documents(DocumentSources sources, DocumentSettings settings)
    : sources_(sources), settings_(std::move(settings)) {}

report::Subject Documents::subject_of(const queue::Job& job) const {
    report::Subject subject;
    const auto now = sources_.clock.now();
    subject.job = job.id;
    subject.file_name = job.file_name;
    subject.uploader = job.owner.email;
    // While its own report is written a job is active still: it completes with it.
    subject.state = queue::is_final(job.state) ? to_string(job.state) : "completed";
    subject.mode = to_string(job.mode);
    subject.dry_run = job.dry_run;
    subject.message = job.message;
    subject.started_at = job.started_at.value_or(job.created_at);
    subject.finished_at = job.finished_at.value_or(now);
    subject.generated_at = now;
    subject.time_zone = settings_.time_zone;
    return subject;
}

// Asks the stores, whatever the caller saw of the job earlier.
Result<void> Documents::check_kept(const JobId& job) {
    if (!sources_.queue.find(job)) {
        return refuse(Errc::not_found, job.text() + " was removed, with its documents");
    }
    const auto ledger = sources_.ledger.find(job);
    if (!ledger || ledger->facts_json.empty()) return {};
    const auto facts = load::facts_from_json(ledger->facts_json);
    if (!facts.erased_at.empty()) return refuse(Errc::not_found, erased_text(facts.erased_at));
    return {};
}

Result<std::string> Documents::make(const Wanted& wanted, const report::OnProgress& on_progress) {
    const auto& [job, name, write] = wanted;
    const auto ledger = sources_.ledger.find(job.id);
    if (!ledger || ledger->facts_json.empty()) {
        return refuse(
            Errc::not_found,
            "there is no " + name + ": no row of the file could be read" +
                (job.error ? " (" + job.error->message + ")" : "")
        );
    }
    const auto facts = load::facts_from_json(ledger->facts_json);
    if (!facts.erased_at.empty()) return refuse(Errc::not_found, erased_text(facts.erased_at));
    const auto file = sources_.spool.open(job.file_sha256);
    if (!file) return std::unexpected(file.error());
    RowsQuery query;
    query.file = file->get();
    query.file_name = job.file_name;
    query.sheet = facts.sheet_name;
    auto reader = reopen(query, settings_.reader);
    if (!reader) return std::unexpected(reader.error());
    const auto draft = sources_.shelf.draft(name);
    const report::Target target{draft->file(), sources_.shelf.scratch()};
    const auto written = write(subject_of(job), **reader, sources_.ledger, target, on_progress);
    if (!written) return std::unexpected(written.error());
    draft->publish();
    // Whoever removed the job or erased its file meanwhile found no document yet: only now is it
    // certain that one or the other removes it.
    if (const auto kept = check_kept(job.id); !kept) {
        remove(job.id);
        return std::unexpected(kept.error());
    }
    return name;
}

Result<std::string>
Documents::make_report(const queue::Job& job, const report::OnProgress& on_progress) {
    const auto name = report::report_name(job.id);
    return make({job, name, report::write_workbook}, on_progress);
}

Result<Descriptor> Documents::open_or_make(const Wanted& wanted) {
    if (!queue::is_final(wanted.job.state)) {
        return refuse(
            Errc::wrong_state, wanted.job.id.text() + " has not ended yet: ask again when it has"
        );
    }
    if (const auto kept = check_kept(wanted.job.id); !kept) return std::unexpected(kept.error());
    if (auto there = sources_.shelf.open(wanted.name)) return there;
    const auto made = make(wanted, [](std::uint64_t, std::uint64_t) { return false; });
    if (!made) return std::unexpected(made.error());
    return sources_.shelf.open(wanted.name);
}

Result<Descriptor> Documents::report(const queue::Job& job) {
    const auto name = report::report_name(job.id);
    return open_or_make({job, name, report::write_workbook});
}

Result<Descriptor> Documents::corrections(const queue::Job& job) {
    const auto name = report::corrections_name(job.id);
    return open_or_make({job, name, report::write_corrections});
}

std::uint64_t Documents::remove(const JobId& job) {
    return sources_.shelf.remove(report::report_name(job)) +
           sources_.shelf.remove(report::corrections_name(job));
}

}  // namespace rollcall::work
