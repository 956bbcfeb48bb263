#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/calendar.hpp"
#include "check/finding.hpp"
#include "http/handlers/handlers.hpp"
#include "http/wire/parameters.hpp"
#include "load/facts.hpp"
#include "load/tally.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;

constexpr std::uint64_t lines_max = 1000;
constexpr std::uint64_t lines_default = 100;
constexpr std::uint64_t cursor_max = 999'999'999'999;
constexpr std::uint16_t no_digits = 0xFFFF;

// Which lines are meant: so many, from there on.
struct Window {
    std::uint64_t limit = 0;
    std::uint64_t from = 0;
};

Result<Window> read_window(const Call& call) {
    const auto limit = wire::read_number(
        call.parameter("limit"),
        {.name = "limit", .fallback = lines_default, .least = 1, .most = lines_max}
    );
    if (!limit) return std::unexpected(limit.error());
    const auto from =
        wire::read_number(call.parameter("cursor"), {.name = "cursor", .most = cursor_max});
    if (!from) return std::unexpected(from.error());
    return Window{.limit = *limit, .from = *from};
}

Result<std::optional<load::Outcome>> read_outcome(std::optional<std::string_view> name) {
    if (!name || name->empty()) return std::nullopt;
    const auto found = std::ranges::find(load::outcome_names, *name);
    if (found == load::outcome_names.end()) {
        return refuse(
            Errc::validation_error,
            "outcome must be inserted, updated, unchanged, invalid, duplicate, out_of_scope, "
            "skipped, failed or not_processed."
        );
    }
    return static_cast<load::Outcome>(found - load::outcome_names.begin() + 1);
}

std::string_view column_name(const load::FileFacts& facts, std::uint16_t column) {
    return column < facts.headers.size() ? std::string_view(facts.headers[column])
                                         : std::string_view();
}

json::object row_view(const load::RowRecord& row, const load::FileFacts& facts) {
    json::array codes;
    json::array messages;
    for (const auto& finding : row.findings) {
        codes.emplace_back(check::to_string(finding.code));
        messages.emplace_back(check::message(finding, column_name(facts, finding.column)));
    }
    if (row.outcome == load::Outcome::duplicate && row.first_row != 0) {
        messages.emplace_back(fmt::format(
            "Row {}: row {} has the same ID number and was taken.", row.number, row.first_row
        ));
    }
    if (!row.error.empty()) messages.emplace_back(row.error);
    return {
        {"row", row.number},
        {"outcome", load::to_string(row.outcome)},
        {"codes", std::move(codes)},
        {"messages", std::move(messages)},
        {"id_number",
         row.id_last4 == no_digits ? json::value(nullptr)
                                   : json::value(fmt::format("****{:04}", row.id_last4))},
    };
}

// A page of lines under their name, and where the next one begins.
Answer page(const Call& call, std::string_view name, json::array lines, std::uint64_t next) {
    json::object data;
    data[name] = std::move(lines);
    data["next_cursor"] = next == 0 ? json::value(nullptr) : json::value(std::to_string(next));
    return succeed({.message = "Found", .data = std::move(data)}, call.now());
}

}  // namespace

Answer logs(const Call& call) {
    const auto job = find_job(call, access::Action::see_job);
    if (!job) return std::unexpected(job.error());
    const auto window = read_window(call);
    if (!window) return std::unexpected(window.error());

    const auto found =
        call.services.queue.logs(job->id, window->from, static_cast<std::uint32_t>(window->limit));
    json::array lines;
    for (const auto& line : found) {
        lines.push_back(json::object{
            {"at", to_iso_time(line.at)}, {"level", line.level}, {"text", line.text}});
    }
    const bool full = found.size() == window->limit;
    return page(call, "lines", std::move(lines), full ? found.back().number : 0);
}

Answer rows(const Call& call) {
    const auto job = find_job(call, access::Action::see_job);
    if (!job) return std::unexpected(job.error());
    const auto window = read_window(call);
    if (!window) return std::unexpected(window.error());
    const auto outcome = read_outcome(call.parameter("outcome"));
    if (!outcome) return std::unexpected(outcome.error());

    const auto ledger = call.services.ledger.find(job->id);
    if (!ledger || *outcome == load::Outcome::not_processed) return page(call, "rows", {}, 0);
    const auto facts =
        ledger->facts_json.empty() ? load::FileFacts() : load::facts_from_json(ledger->facts_json);
    const auto cursor =
        call.services.ledger.rows(job->id, {.outcome = *outcome, .from_ordinal = window->from});
    json::array lines;
    load::RowRecord row;
    while (cursor->next(row)) {
        if (lines.size() == window->limit) return page(call, "rows", std::move(lines), row.ordinal);
        lines.push_back(row_view(row, facts));
    }
    return page(call, "rows", std::move(lines), 0);
}

}  // namespace rollcall::http::handlers
