#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;

namespace {

// Matches itself alone in a glob of Redis.
std::string escaped(std::string_view text) {
    constexpr std::string_view special = "*?[]\\^-";
    std::string glob;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) glob += '\\';
        glob += c;
    }
    return glob;
}

// Hashes of the queue that are no jobs.
bool is_bookkeeping(std::string_view suffix) {
    return suffix == "meta" || suffix == "limiter:index" || suffix.starts_with("metrics:");
}

}  // namespace

bool Board::promote(std::string_view id) {
    auto call = scripts().promote.call({keys_.base()});
    return run(scripts().promote, call.add(settings_.token).add(id)).integer == 0;
}

Retried Board::retry(const Entry& entry) {
    auto call = scripts().retry.call({keys_.base()});
    call.add(settings_.token).add(entry.id).add(milliseconds(clock_.now()));
    call.add(entry.options.lifo() ? "1" : "");
    switch (run(scripts().retry, call).integer) {
        case 1: return Retried::waiting;
        case 0: return Retried::no_such_job;
        case -1: return Retried::running;
        default: return Retried::not_failed;
    }
}

std::uint64_t Board::retry_all(std::uint32_t a_call) {
    auto call = scripts().retry_many.call({keys_.base()});
    call.add(a_call);
    std::uint64_t total = 0;
    for (;;) {
        const auto count = static_cast<std::uint64_t>(run(scripts().retry_many, call).integer);
        total += count;
        if (count < a_call) return total;
    }
}

std::vector<bool> Board::remove(std::span<const std::string> ids) {
    auto call = scripts().remove.call({keys_.base()});
    for (const auto& id : ids)
        call.add(id);
    std::vector<bool> removed;
    for (const auto& one : run(scripts().remove, call).items)
        removed.push_back(one.integer == 1);
    return removed;
}

std::vector<std::string> Board::remove_matching(std::string_view glob) {
    const auto pattern = escaped(keys_.base()).append(glob);
    std::vector<std::string> removed;
    std::string cursor = "0";
    do {
        const auto page = pool_.with([&](Connection& connection) {
            // Each node of a cluster walks through its own keys: this leads to the one with ours.
            connection.call({"EXISTS", keys_.of("id")});
            return connection.call({"SCAN", cursor, "MATCH", pattern, "COUNT", "1000"});
        });
        cursor = page.items.at(0).text;
        const auto jobs = only_jobs(texts(page.items.at(1)));
        const auto gone = remove(jobs);
        for (std::size_t n = 0; n < jobs.size(); ++n) {
            if (gone[n]) removed.push_back(jobs[n]);
        }
    } while (cursor != "0");
    return removed;
}

std::vector<std::string> Board::only_jobs(const std::vector<std::string>& keys) {
    std::vector<Command> questions;
    for (const auto& key : keys)
        questions.push_back({"TYPE", key});
    const auto types =
        pool_.with([&](Connection& connection) { return connection.call_all(questions); });
    std::vector<std::string> ids;
    for (std::size_t n = 0; n < keys.size(); ++n) {
        auto suffix = keys[n].substr(keys_.base().size());
        if (types[n].text == "hash" && !is_bookkeeping(suffix)) ids.push_back(std::move(suffix));
    }
    return ids;
}

std::vector<std::string> Board::clean(Place place, Milliseconds grace, std::uint32_t limit) {
    auto call = scripts().clean.call({keys_.base()});
    call.add(key_of(place)).add(milliseconds(clock_.now() - grace)).add(limit);
    return texts(run(scripts().clean, call));
}

std::uint64_t Board::empty() {
    return static_cast<std::uint64_t>(
        run(scripts().empty, scripts().empty.call({keys_.base()})).integer
    );
}

Obliterated Board::obliterate(bool force, std::uint32_t a_call) {
    pause();
    auto call = scripts().obliterate.call({keys_.base()});
    call.add(force ? "1" : "").add(a_call);
    for (;;) {
        const auto code = run(scripts().obliterate, call).integer;
        if (code == 0) return Obliterated::gone;
        if (code == -1) return Obliterated::not_paused;
        if (code == -2) return Obliterated::jobs_run;
    }
}

void Board::pause() {
    run(scripts().pause, scripts().pause.call({keys_.base()}));
}

void Board::resume() {
    run(scripts().resume, scripts().resume.call({keys_.base()}));
}

}  // namespace rollcall::queue::bull
