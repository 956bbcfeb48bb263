#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "http/handlers/handlers.hpp"
#include "http/job_view.hpp"
#include "http/wire/parameters.hpp"
#include "load/tally.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;
using load::Outcome;

constexpr std::uint64_t page_max = 10'000;
constexpr std::uint32_t step = 200;

// The jobs of one page; the queue knows cursors alone, so pages before it are walked over.
std::vector<queue::Job> jobs_of_page(
    queue::Queue& queue,
    const queue::Scope& scope,
    std::uint64_t skip,
    std::uint64_t take
) {
    std::vector<queue::Job> jobs;
    queue::ListQuery query{
        .scope = scope, .state = std::nullopt, .text = {}, .cursor = {}, .limit = step};
    do {
        query.limit = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(step, skip > 0 ? skip : take - jobs.size())
        );
        auto page = queue.list(query);
        query.cursor = page.next_cursor;
        if (skip > 0) {
            skip -= std::min<std::uint64_t>(skip, page.jobs.size());
        } else {
            std::ranges::move(page.jobs, std::back_inserter(jobs));
        }
    } while (!query.cursor.empty() && jobs.size() < take);
    return jobs;
}

double share_in_percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return 0;
    return std::round(static_cast<double>(part) * 10'000 / static_cast<double>(whole)) / 100;
}

}  // namespace

Answer history(const Call& call) {
    const auto page = wire::read_number(
        call.parameter("page"), {.name = "page", .fallback = 1, .least = 1, .most = page_max}
    );
    if (!page) return std::unexpected(page.error());
    const auto limit = wire::read_number(
        call.parameter("limit"), {.name = "limit", .fallback = 10, .least = 1, .most = 100}
    );
    if (!limit) return std::unexpected(limit.error());

    auto& queue = call.services.queue;
    const queue::Scope own{
        .user_id = call.who().user_id, .province_code = {}, .municipality_code = {}};
    const auto counts = queue.counts(own);
    const auto total = counts.total() + counts.cancelled;
    const auto skip = (*page - 1) * *limit;
    json::array jobs;
    if (skip < total) {
        for (auto& job : jobs_of_page(queue, own, skip, *limit)) {
            jobs.push_back(
                job_view(look_at(std::move(job), queue, call.services.ledger), call.now())
            );
        }
    }
    return succeed(
        {.message = "History found",
         .data =
             {{"jobs", std::move(jobs)},
              {"pagination",
               {{"page", *page},
                {"limit", *limit},
                {"total_count", total},
                {"total_pages", (total + *limit - 1) / *limit}}}}},
        call.now()
    );
}

Answer stats(const Call& call) {
    const auto own = call.services.queue.stats(call.who().user_id);
    load::Tally all;
    for (const auto& id : own.finished) {
        const auto ledger = call.services.ledger.find(id);
        if (ledger && !ledger->dry_run) all += ledger->cursor.tally;
    }
    return succeed(
        {.message = "Uploads counted",
         .data =
             {{"total_uploads", own.uploads},
              {"successful_uploads", own.successful},
              {"failed_uploads", own.failed},
              {"cancelled_uploads", own.cancelled},
              {"success_rate", share_in_percent(own.successful, own.uploads)},
              {"avg_processing_time_ms", own.average_processing.count()},
              {"total_records_processed", all.total()},
              {"total_inserts", all.of(Outcome::inserted)},
              {"total_updates", all.of(Outcome::updated)}}},
        call.now()
    );
}

}  // namespace rollcall::http::handlers
