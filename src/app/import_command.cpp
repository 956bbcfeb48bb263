#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <fcntl.h>

#include "app/engine.hpp"
#include "app/local_commands.hpp"
#include "app/signals.hpp"
#include "app/workplace.hpp"
#include "base/failure.hpp"
#include "cli/progress_line.hpp"
#include "cli/summary.hpp"
#include "report/subject.hpp"

namespace rollcall::app {
namespace {

constexpr std::size_t read_bytes = 256 * kib;
// A small file is done within a few of them.
constexpr std::chrono::milliseconds poll{20};

Result<spool::Sealed>
take_in(const std::string& path, const Settings& settings, spool::Spool& spool) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return refuse(Errc::not_found, path + ": " + std::strerror(errno));
    auto intake = spool.start(settings.upload_bytes_max);
    if (!intake) return std::unexpected(intake.error());
    std::vector<char> buffer(read_bytes);
    for (;;) {
        const auto got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0) return refuse(Errc::not_found, path + ": " + std::strerror(errno));
        if (got == 0) return (*intake)->seal();
        const auto taken = (*intake)->append({buffer.data(), static_cast<std::size_t>(got)});
        if (!taken) return std::unexpected(taken.error());
    }
}

queue::NewJob new_job(
    const Settings& settings,
    const ImportOptions& options,
    const spool::Sealed& file,
    Instant now
) {
    const char* user = std::getenv("USER");
    queue::NewJob job;
    job.id = JobId::make(now);
    job.owner.user_id = "local";
    job.owner.email = std::string(user == nullptr ? "local" : user) + "@localhost";
    job.owner.role = "super_admin";
    job.file_name = std::filesystem::path(options.path).filename();
    job.file_size = file.size;
    job.file_sha256 = file.sha256;
    job.mode = parse_mode(options.mode).value_or(Mode::upsert);
    job.dry_run = options.dry_run;
    job.force = options.force;
    job.priority = 1;
    job.attempts_max = settings.job_attempts;
    return job;
}

cli::Summary summary_of(Engine& engine, const queue::Job& job) {
    cli::Summary summary;
    summary.job_id = job.id.text();
    summary.file_name = job.file_name;
    summary.status = to_string(job.state);
    summary.message = job.message;
    if (job.error && job.state == queue::JobState::failed) {
        summary.error_code = job.error->code;
        summary.message = job.error->message;
    }
    if (const auto ledger = engine.ledger().find(job.id)) {
        summary.tally = ledger->cursor.tally;
        if (!ledger->facts_json.empty()) {
            const auto facts = load::facts_from_json(ledger->facts_json);
            summary.sheet_name = facts.sheet_name;
            summary.warnings = facts.warnings;
        }
    }
    if (job.started_at && job.finished_at) summary.duration = *job.finished_at - *job.started_at;
    if (!job.report_name.empty()) summary.report = engine.stores().place_of(job.report_name);
    return summary;
}

// Shows progress until the job has ended; false when a stop was asked for before.
bool wait_for_end(Engine& engine, const JobId& id) {
    cli::ProgressLine line;
    for (;;) {
        const auto job = engine.queue().find(id);
        if (!job) return false;
        const auto ledger = engine.ledger().find(id);
        const auto rows = ledger ? ledger->cursor.tally.total() : 0;
        line.show(job->progress, to_string(job->stage), rows);
        if (queue::is_final(job->state)) return true;
        if (stop_signal_within(poll)) return false;
    }
}

int refused(const Error& error) {
    std::cerr << "rollcall: " << error.message << " (" << to_string(error.code) << ")\n";
    return error.code == Errc::conflict || error.code == Errc::wrong_state ? 3 : 1;
}

}  // namespace

int import_file(const Settings& settings, const ImportOptions& options) {
    block_stop_signals();
    const auto place = Workplace::take(settings);
    if (!place) return refused(place.error());
    auto engine = Engine::open(settings, place->path());
    if (!engine) return refused(engine.error());
    auto sealed = take_in(options.path, settings, (*engine)->spool());
    if (!sealed) return refused(sealed.error());
    const auto job = new_job(settings, options, *sealed, (*engine)->clock().now());
    const auto added = (*engine)->queue().add(job);
    if (!added) {
        std::cerr << "rollcall: " << added.error().message << " (--force loads it all the same)\n";
        return 1;
    }
    (*engine)->start(1);
    const bool ended = wait_for_end(**engine, job.id);
    (*engine)->stop();
    if (!ended) {
        std::cerr << "rollcall: stopped; " << job.id.text()
                  << " keeps what it loaded and goes on at the next `rollcall serve` or import\n";
        return 1;
    }
    const auto summary = summary_of(**engine, *(*engine)->queue().find(job.id));
    options.json ? cli::print_summary_json(std::cout, summary)
                 : cli::print_summary(std::cout, summary);
    return cli::exit_code_of(summary, options.strict);
}

}  // namespace rollcall::app
