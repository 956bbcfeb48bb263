#include "tests/bull_worker/handler.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "tests/bull_worker/gate.hpp"

namespace rollcall::bull_worker {
namespace {

namespace json = boost::json;
using namespace queue::bull;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::hours for_ever{24};

Handled completed_with(const json::value* value) {
    Handled handled;
    if (value == nullptr) return handled;
    handled.value = json::serialize(*value);
    handled.tells_value = true;
    return handled;
}

Handled failed_for(std::string reason, bool discard = false) {
    Handled handled;
    handled.completed = false;
    handled.mishap = {.reason = reason, .stack = "Error: " + reason, .discard = discard};
    return handled;
}

std::string text(const json::object& data, std::string_view name) {
    const auto* const value = data.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number(const json::object& data, std::string_view name, std::int64_t otherwise) {
    const auto* const value = data.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : otherwise;
}

Gate::Deadline deadline_of(const Entry& entry) {
    const auto timeout = entry.options.timeout();
    return SteadyClock::now() + (timeout ? *timeout : Milliseconds(for_ever));
}

// Until its work is done, or its time is out.
Handled work_until(const Entry& entry, Gate& gate, Gate::Deadline done, const json::value* value) {
    const auto deadline = deadline_of(entry);
    const auto passed = gate.pass(entry.id, std::min(done, deadline));
    if (passed == Gate::Passed::timed_out && deadline < done) {
        return failed_for(
            "Promise timed out after " + std::to_string(entry.options.timeout()->count()) +
            " milliseconds"
        );
    }
    return completed_with(value);
}

Handled tick(Board& board, const Entry& entry, Gate& gate) {
    constexpr Milliseconds pace{5};
    const auto deadline = deadline_of(entry);
    for (std::int64_t ticks = 1;; ++ticks) {
        (void)board.progress(entry.id, std::to_string(ticks));
        const auto next = std::min(SteadyClock::now() + pace, deadline);
        if (gate.pass(entry.id, next) != Gate::Passed::timed_out) return completed_with(nullptr);
        if (next == deadline) {
            return failed_for(
                "Promise timed out after " + std::to_string(entry.options.timeout()->count()) +
                " milliseconds"
            );
        }
    }
}

}  // namespace

Handled handle(Board& board, const Entry& entry, Gate& gate) {
    boost::system::error_code error;
    const auto parsed = json::parse(entry.data, error);
    if (error) return failed_for("the data is no JSON");
    const auto* const data = parsed.if_object();
    if (data == nullptr) return completed_with(nullptr);
    const auto act = text(*data, "act");
    const auto* const value = data->if_contains("value");
    if (act == "echo") return completed_with(&parsed);
    if (act == "fail") {
        const auto times = number(*data, "times", entry.options.attempts());
        if (entry.attempts_made < times) return failed_for(text(*data, "reason"));
    }
    if (act == "discard") return failed_for(text(*data, "reason"), true);
    if (act == "tick") return tick(board, entry, gate);
    if (act == "hold") return work_until(entry, gate, SteadyClock::now() + for_ever, value);
    if (act == "sleep") {
        const Milliseconds ms(number(*data, "ms", 0));
        return work_until(entry, gate, SteadyClock::now() + ms, value);
    }
    return completed_with(value);
}

}  // namespace rollcall::bull_worker
