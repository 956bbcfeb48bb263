#include "work/erasure.hpp"

#include <algorithm>
#include <expected>
#include <iterator>
#include <map>
#include <utility>

#include "base/calendar.hpp"
#include "base/text.hpp"
#include "load/facts.hpp"

namespace rollcall::work {
namespace {

constexpr std::uint32_t page = 500;

std::uint64_t count_rows(const PersonRows& rows) {
    std::uint64_t count = 0;
    for (const auto& [sheet, numbers] : rows)
        count += numbers.size();
    return count;
}

}  // namespace

load::FileFacts Eraser::facts_of(const JobId& job) {
    const auto found = parts_.ledger.find(job);
    return found && !found->facts_json.empty() ? load::facts_from_json(found->facts_json)
                                               : load::FileFacts{};
}

bool Eraser::keeps_nothing(const JobId& job) {
    const auto found = parts_.ledger.find(job);
    return !found || found->cursor.rows_done == 0 || is_redacted(job);
}

// Each file once, with the jobs that share its bytes.
std::vector<Eraser::Upload> Eraser::uploads() {
    std::map<std::string, Upload> by_bytes;
    queue::ListQuery query;
    query.limit = page;
    do {
        auto listed = parts_.queue.list(query);
        for (auto& job : listed.jobs)
            by_bytes[job.file_sha256].jobs.push_back(std::move(job));
        query.cursor = std::move(listed.next_cursor);
    } while (!query.cursor.empty());
    std::vector<Upload> uploads;
    for (auto& [bytes, upload] : by_bytes)
        uploads.push_back(std::move(upload));
    return uploads;
}

void Eraser::look_into(Upload upload, const WantedPerson& person, Search& search) {
    const auto& job = upload.jobs.front();
    // Removed for another person's sake, and with it all that its ledgers kept of people; or no row
    // of it was ever reached.
    if (!parts_.spool.holds(job.file_sha256) && keeps_nothing(job.id)) return;
    const auto unread = [&](const Error& error) {
        for (const auto& one : upload.jobs)
            search.report.unread.push_back({one.id, error.message});
    };
    const auto file = parts_.spool.open(job.file_sha256);
    if (!file) return unread(file.error());
    RowsQuery query;
    query.file = file->get();
    query.file_name = job.file_name;
    auto rows = find_person(query, reader_, person);
    if (!rows) return unread(rows.error());
    ++search.report.files_read;
    if (rows->empty()) return;
    upload.rows = *std::move(rows);
    for (const auto& one : upload.jobs)
        search.report.jobs.push_back({one.id, count_rows(upload.rows)});
    search.named.push_back(std::move(upload));
}

Result<Eraser::Search> Eraser::search(const WantedPerson& person) {
    Search search;
    for (auto& upload : uploads()) {
        for (const auto& job : upload.jobs) {
            if (is_redacted(job.id)) search.redacted.push_back(job.id);
        }
        look_into(std::move(upload), person, search);
    }
    search.report.files_removed = search.named.size();
    std::string open;
    for (const auto& upload : search.named) {
        for (const auto& job : upload.jobs) {
            if (!queue::is_final(job.state)) open += (open.empty() ? "" : ", ") + job.id.text();
        }
    }
    if (open.empty()) return search;
    return refuse(
        Errc::conflict,
        "nothing was erased: " + open +
            " names the person and has not ended, so it would load them again; cancel it, or wait"
    );
}

Result<ErasureReport> Eraser::look(const WantedPerson& person) {
    auto found = search(person);
    if (!found) return std::unexpected(found.error());
    found->report.member = parts_.erasure.look(person.id_number);
    return std::move(found->report);
}

Result<ErasureReport> Eraser::erase(const WantedPerson& person) {
    auto found = search(person);
    if (!found) return std::unexpected(found.error());
    auto& report = found->report;
    report.member = parts_.erasure.erase_member(person.id_number);
    // Whoever was writing a document while its job was redacted, and died, left it for this.
    for (const auto& job : found->redacted)
        report.freed_bytes += parts_.documents.remove(job);
    for (const auto& upload : found->named) {
        for (const auto& job : upload.jobs)
            erase_job(job, upload, report);
        // Last: until the bytes are gone, the same again finds these jobs by them.
        report.freed_bytes += parts_.spool.remove(upload.jobs.front().file_sha256);
    }
    return std::move(report);
}

void Eraser::erase_job(const queue::Job& job, const Upload& upload, ErasureReport& report) {
    load::Redaction redaction;
    redaction.job = job.id;
    redaction.at = to_iso_time(parts_.clock.now());
    redaction.warning = "ERASED: " + erased_text(redaction.at);
    const auto rows = upload.rows.find(facts_of(job.id).sheet_name);
    if (rows != upload.rows.end()) redaction.rows = rows->second;
    const bool is_new = parts_.erasure.redact(redaction);
    report.freed_bytes += parts_.documents.remove(job.id);
    if (is_new) parts_.queue.log(job.id, "info", erased_text(redaction.at));
}

}  // namespace rollcall::work
