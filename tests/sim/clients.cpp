#include "tests/sim/clients.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/ids.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/checker.hpp"
#include "tests/sim/made_file.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/sightings.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {
namespace {

constexpr std::uint64_t files_max = 5;
constexpr std::uint64_t uploads_least = 4;
constexpr std::uint64_t uploads_more = 6;
constexpr std::chrono::seconds ended_long_ago{30};
constexpr std::chrono::seconds delay_max{30};
constexpr std::uint32_t jobs_max = 1'000;
constexpr std::string_view person = "admin-1";

}  // namespace

Clients::Clients(Storm& storm)
    : storm_(storm), uploads_max_(uploads_least + storm.chance.below(uploads_more)) {
    const auto files = 2 + storm.chance.below(files_max - 1);
    for (std::uint64_t i = 0; i < files; ++i) {
        files_.push_back(make_file(storm.chance));
        auto intake = storm.files.uploads.start(files_.back().text.size()).value();
        intake->append(files_.back().text).value();
        intake->seal().value();
    }
}

void Clients::act(Node& node) {
    const auto draw = storm_.chance.below(100);
    if (draw < 50) {
        upload(node);
    } else if (draw < 62) {
        repeat(node);
    } else if (draw < 80) {
        cancel(node);
    } else if (draw < 92) {
        retry(node);
    } else if (draw < 96) {
        pause(node);
    } else {
        clean(node);
    }
}

JobId Clients::next_id() {
    return JobId::parse(fmt::format("job-1767225600000-{:012}", ++ids_)).value();
}

std::optional<JobId> Clients::some_job() {
    if (uploads_.empty()) return std::nullopt;
    return storm_.chance.any_of(uploads_).job;
}

Clients::Upload Clients::new_upload() {
    auto& chance = storm_.chance;
    Upload upload;
    upload.file = &chance.any_of(files_);
    auto& wish = upload.wish;
    wish.owner.user_id = chance.one_in(2) ? "user-1" : "user-2";
    wish.owner.email = wish.owner.user_id + "@example.org";
    wish.owner.role = "national_admin";
    wish.file_name = "members.csv";
    wish.file_size = upload.file->text.size();
    wish.file_sha256 = upload.file->sha256;
    if (chance.one_in(5)) wish.mode = chance.one_in(2) ? Mode::insert : Mode::update;
    wish.dry_run = chance.one_in(10);
    wish.force = chance.one_in(3);
    wish.priority = chance.one_in(2) ? 1 : 10;
    wish.attempts_max = static_cast<std::uint32_t>(2 + chance.below(2));
    if (chance.one_in(8)) wish.run_at = storm_.clock.now() + chance.up_to(delay_max);
    if (!chance.one_in(4)) {
        wish.idempotency = {
            .key = "key-" + std::to_string(uploads_.size()), .fingerprint = wish.file_sha256};
    }
    return upload;
}

void Clients::upload(Node& node) {
    if (uploads_.size() >= uploads_max_) return repeat(node);
    uploads_.push_back(new_upload());
    send(node, uploads_.back());
}

void Clients::repeat(Node& node) {
    if (uploads_.empty()) return;
    auto& upload = storm_.chance.any_of(uploads_);
    // A key is there to be sent again, even by who was answered.
    const bool may_send = upload.answer == Answer::none || upload.wish.idempotency;
    if (may_send && upload.answer != Answer::refused) send(node, upload);
}

void Clients::send(Node& node, Upload& upload) {
    auto job = upload.wish;
    job.id = next_id();
    upload.tried.push_back(job.id);
    storm_.chronicle.asked_for(
        job.id, {.file = upload.file, .mode = job.mode, .dry_run = job.dry_run}
    );
    // Until it is answered nobody knows.
    const bool was_doubtful = std::exchange(upload.is_doubtful, true);
    const auto added = node.front().add(job);
    upload.is_doubtful = was_doubtful && !upload.wish.idempotency;
    hear(upload, added);
}

void Clients::hear(Upload& upload, const Result<queue::Added>& added) {
    auto& chronicle = storm_.chronicle;
    if (added) {
        const auto& id = added->job.id;
        chronicle.tell("client", id.text() + (added->replayed ? " is there already" : " accepted"));
        if (upload.job && *upload.job != id && !chronicle.is_removed(*upload.job)) {
            chronicle.complain(id.text() + ": one key made a second job");
        }
        upload.job = id;
        upload.answer = Answer::accepted;
        return;
    }
    const auto& subject = added.error().subject;
    const bool is_own =
        std::ranges::any_of(upload.tried, [&](const JobId& id) { return id.text() == subject; });
    if (is_own && upload.wish.idempotency) {
        chronicle.complain(subject + ": a request with a key stands in its own way");
    }
    // Without a key, that is how a client learns that its first request had come through.
    upload.answer = is_own ? Answer::accepted : Answer::refused;
    if (is_own) upload.job = JobId::parse(subject).value();
}

void Clients::cancel(Node& node) {
    const auto job = some_job();
    if (!job) return;
    auto& asked = asked_[{"cancel", job->text()}];
    ++asked.unknown;
    const auto cancelled = node.front().cancel(*job, person);
    --asked.unknown;
    if (cancelled) ++asked.done;
}

void Clients::retry(Node& node) {
    const auto job = some_job();
    if (!job) return;
    auto& asked = asked_[{"retry", job->text()}];
    ++asked.unknown;
    const auto retried = node.front().retry(*job, person);
    --asked.unknown;
    if (retried) ++asked.done;
}

void Clients::pause(Node& node) {
    storm_.chronicle.saw(Sighting::pause);
    is_paused_ = true;
    node.front().pause(person);
    if (storm_.chance.one_in(2)) return;
    node.front().resume(person);
    is_paused_ = false;
}

void Clients::clean(Node& node) {
    // What is removed cannot be looked at afterwards.
    queue::ListQuery all;
    all.limit = jobs_max;
    for (const auto& job : node.front().list(all).jobs) {
        if (queue::is_final(job.state)) check_ledger(storm_, job);
    }
    node.housekeeping().clean(storm_.clock.now() - ended_long_ago);
}

bool Clients::finish(Node& node) {
    if (is_paused_) {
        node.front().resume(person);
        is_paused_ = false;
    }
    for (auto& upload : uploads_) {
        if (upload.answer == Answer::none) {
            send(node, upload);
            return true;
        }
    }
    return false;
}

void Clients::check(queue::Queue& queue) {
    for (const auto& upload : uploads_)
        check_upload(queue, upload);
    check_audit();
}

void Clients::check_upload(queue::Queue& queue, const Upload& upload) {
    auto& chronicle = storm_.chronicle;
    // What was accepted has its id.
    if (upload.job && !queue.find(*upload.job) && !chronicle.is_removed(*upload.job)) {
        chronicle.complain(upload.job->text() + ": accepted, and lost");
    }
    std::uint64_t made = 0;
    for (const auto& id : upload.tried) {
        if (!queue.find(id)) continue;
        ++made;
        const bool is_known = upload.job == id || upload.is_doubtful;
        if (!is_known) chronicle.complain(id.text() + ": nobody was told of this job");
    }
    if (upload.wish.idempotency && made > 1) {
        chronicle.complain(fmt::format("one key made {} jobs", made));
    }
}

void Clients::check_audit() {
    std::map<std::pair<std::string, std::string>, std::uint64_t> written;
    for (const auto& row : storm_.stores->audit())
        ++written[{row.action, row.job}];
    for (const auto& upload : uploads_) {
        if (upload.job && written[{"upload", upload.job->text()}] != 1) {
            storm_.chronicle.complain(upload.job->text() + ": its upload is not in the audit");
        }
    }
    for (const auto& [what, asked] : asked_) {
        const auto rows = written[what];
        if (rows < asked.done || rows > asked.done + asked.unknown) {
            storm_.chronicle.complain(fmt::format(
                "{}: {} answered and {} unanswered requests to {}, {} in the audit",
                what.second,
                asked.done,
                asked.unknown,
                what.first,
                rows
            ));
        }
    }
}

}  // namespace rollcall::sim
