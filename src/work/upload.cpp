#include "work/upload.hpp"

#include <algorithm>
#include <optional>
#include <stop_token>
#include <string_view>
#include <utility>

#include "base/calendar.hpp"
#include "base/text.hpp"
#include "check/check.hpp"
#include "load/facts.hpp"
#include "work/appender.hpp"
#include "work/chunk_size.hpp"
#include "work/progress.hpp"
#include "work/summary.hpp"

namespace rollcall::work {
namespace {

Ending rejected(const Error& error) {
    return Rejected{{std::string(to_string(error.code)), error.message}};
}

// What a refusal on the way means for the job.
Ending ending_of(const Error& error, const Attempt& attempt) {
    if (attempt.stopping() || error.code == Errc::cancelled) {
        switch (attempt.stop_reason()) {
            case StopReason::cancelled: return Cancelled{};
            case StopReason::timed_out:
                return Failed{
                    {std::string(to_string(Errc::job_timeout)),
                     "no progress for too long: the work was stopped; what was loaded stays"}};
            case StopReason::overran: return Failed{overrun(attempt)};
            case StopReason::fenced: return Fenced{};
            case StopReason::shutdown:
            case StopReason::none: return Interrupted{};
        }
    }
    if (error.code == Errc::lease_lost) return Fenced{};
    // A reader that was killed may have met a passing shortage; a file's own fault stays.
    if (error.code == Errc::reader_crashed || error.code == Errc::resource_limit) {
        return Failed{{std::string(to_string(error.code)), error.message}};
    }
    return rejected(error);
}

}  // namespace

Result<check::Area> area_of(const queue::Owner& owner) {
    const std::string_view role = owner.role;
    const auto& province = owner.province_code;
    const auto& municipality = owner.municipality_code;
    if (role == "super_admin" || role == "national_admin") return check::Area{};
    // An area without a code would be everything.
    if (role == "province_admin" && !province.empty()) return check::Area{province, {}};
    if (role == "municipality_admin" && !municipality.empty()) {
        return check::Area{province, municipality};
    }
    return refuse(
        Errc::authorization_error,
        "the job names no role that may load members, or not the area of that role: upload the "
        "file again"
    );
}

// One run: the file, the checks and the load that belong together.
class Upload::Run {
public:
    Run(const Upload& upload, Attempt& attempt)
        : parts_(upload.parts_),
          settings_(upload.settings_),
          attempt_(attempt),
          job_(attempt.job()),
          progress_(upload.parts_.queue, attempt),
          size_(upload.settings_.chunk_rows_first) {
        if (parts_.geography != nullptr) geography_ = parts_.geography->current();
    }

    Ending end_to_end() {
        progress_.stage(queue::Stage::file_reading);
        auto loaded = load_rows();
        if (!loaded) return ending_of(loaded.error(), attempt_);
        progress_.stage(queue::Stage::report_generation);
        auto report = write_report();
        if (!report) return ending_of(report.error(), attempt_);
        progress_.stage(queue::Stage::completion);
        return Completed{
            completed_message(load_->cursor().tally, job_.dry_run), *std::move(report)};
    }

private:
    Result<void> load_rows() {
        auto area = area_of(job_.owner);
        if (!area) return std::unexpected(area.error());
        area_ = *std::move(area);
        // First of all: whatever this attempt decides of the job, an earlier one that was frozen in
        // the middle of a commit must write nothing after it.
        auto load = parts_.loader.begin(
            {job_.id,
             attempt_.fence().epoch,
             job_.mode,
             job_.dry_run,
             job_.file_sha256,
             area_,
             geography_}
        );
        if (!load) return std::unexpected(load.error());
        load_ = *std::move(load);
        rows_before_ = load_->cursor().rows_done;
        appender_.emplace(*load_, parts_.clock, settings_.pace);
        auto file = parts_.spool.open(job_.file_sha256);
        if (!file) return std::unexpected(file.error());
        file_ = *std::move(file);
        RowsQuery query;
        query.file = file_.get();
        query.file_name = job_.file_name;
        query.stop = attempt_.stop_token();
        auto rows = open_rows(query, settings_.reader);
        if (!rows) return std::unexpected(rows.error());
        rows_ = *std::move(rows);
        // A cancel or a time-out kills the reader, so that a `next` that waits comes back at once.
        const std::stop_callback kill(attempt_.stop_token(), [this] { rows_.reader->cancel(); });
        if (const auto noted = note_facts(0); !noted) return noted;
        auto read = read_to_the_end();
        // Whatever ended the reading, the chunk in flight has its own end, which says more.
        if (const auto last = settle(); !last) return last;
        return read;
    }

    Result<void> read_to_the_end() {
        check::Checks checks(rows_.header, context());
        progress_.stage(queue::Stage::database_operations);
        sheet::Batch* batch = &rows_.first;
        std::size_t first_row = rows_.header.first_data_row;
        sheet::Batch next;
        for (;;) {
            if (attempt_.stopping()) return refuse(Errc::cancelled, "asked to stop");
            checks.judge(*batch, first_row, chunk_);
            if (const auto taken = take(); !taken) return taken;
            const auto more = rows_.reader->next(next);
            if (!more) return std::unexpected(more.error());
            if (!*more) break;
            batch = &next;
            first_row = 0;
        }
        blank_rows_ = checks.blank_rows();
        if (const auto rest = hand_over(); !rest) return rest;
        if (const auto last = settle(); !last) return last;
        if (rows_seen_ == 0) {
            return refuse(
                Errc::no_rows, "the sheet has a header row but no member below it: add rows"
            );
        }
        return note_facts(rows_seen_);
    }

    // Rows that an earlier attempt committed are judged again, for their ID numbers' sake, and
    // dropped; the others go on in chunks.
    Result<void> take() {
        const auto done = rows_before_;
        const auto judged = chunk_.rows.size() - rows_counted_;
        rows_seen_ += judged;
        rows_counted_ = chunk_.rows.size();
        if (rows_seen_ <= done) {
            chunk_.clear();
            rows_counted_ = 0;
            attempt_.touch();
            return {};
        }
        if (rows_seen_ - chunk_.rows.size() < done) {
            drop_first(chunk_, done - (rows_seen_ - chunk_.rows.size()));
            rows_counted_ = chunk_.rows.size();
        }
        return size_.full(chunk_) ? hand_over() : Result<void>{};
    }

    // The chunk in flight is settled first, also when the job is to stop: it stops at a border.
    Result<void> hand_over() {
        if (const auto settled = settle(); !settled) return settled;
        if (chunk_.empty()) return {};
        if (attempt_.stopping()) return refuse(Errc::cancelled, "asked to stop");
        appender_->hand_over(chunk_, rows_.reader->position());
        rows_counted_ = 0;
        return {};
    }

    Result<void> settle() {
        const auto committed = appender_->settle();
        if (!committed) return std::unexpected(committed.error());
        if (!*committed) return {};
        size_.learn((*committed)->rows, (*committed)->took);
        progress_.committed((*committed)->position);
        return {};
    }

    Result<void> note_facts(std::uint64_t rows_total) {
        auto facts = facts_of(rows_, rows_total);
        facts.blank_rows += blank_rows_;
        if (auto warning = check::geography_warning(area_, geography_.get())) {
            facts.warnings.push_back(*std::move(warning));
        }
        return load_->note_facts(load::to_json(facts));
    }

    Result<std::string> write_report() {
        auto job = job_;
        job.message = completed_message(load_->cursor().tally, job_.dry_run);
        return parts_.documents.make_report(job, [this](std::uint64_t done, std::uint64_t total) {
            progress_.report_rows(done, total);
            return attempt_.stopping();
        });
    }

    check::Context context() const {
        check::Context context;
        context.today = day_in_zone(job_.created_at, settings_.time_zone);
        context.area = area_;
        context.date1904 = rows_.reader->info().date1904;
        context.geography = geography_.get();
        context.keep_extra = settings_.keep_extra;
        return context;
    }

    const UploadParts& parts_;
    const UploadSettings& settings_;
    Attempt& attempt_;
    const queue::Job& job_;
    Progress progress_;
    check::Area area_;  // of the uploader; known before the first row
    Descriptor file_;
    Rows rows_;
    std::shared_ptr<const check::Geography> geography_;  // of this attempt, whatever is imported
    std::unique_ptr<load::Load> load_;
    std::uint64_t rows_before_ = 0;     // committed by earlier attempts
    std::optional<Appender> appender_;  // has the load while a chunk is in flight
    check::Chunk chunk_;
    ChunkSize size_;
    std::uint64_t rows_seen_ = 0;   // data rows judged so far, those of earlier attempts too
    std::uint64_t blank_rows_ = 0;  // of blanks alone, which the reader cannot tell from data
    std::size_t rows_counted_ = 0;  // of the chunk's rows, how many are in rows_seen_
};

Upload::Upload(UploadParts parts, UploadSettings settings)
    : parts_(parts), settings_(std::move(settings)) {}

Ending Upload::run(Attempt& attempt) const {
    return Run(*this, attempt).end_to_end();
}

}  // namespace rollcall::work
