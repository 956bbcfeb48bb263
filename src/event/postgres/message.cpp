#include "event/postgres/message.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "event/bus.hpp"

namespace rollcall::event::postgres {
namespace {

constexpr std::string_view greeting = "rollcall 1 ";
constexpr std::size_t payload_max = 7'900;
constexpr std::size_t state_max = 16;

template <class... Arms>
struct Overloaded : Arms... {
    using Arms::operator()...;
};

std::string line_of(const Event& event) {
    return std::visit(
        Overloaded{
            [](const JobQueued& one) { return "queued " + one.job.text(); },
            [](const JobChanged& one) { return "changed " + one.job.text() + " " + one.state; },
            [](const JobProgressed& one) { return "progressed " + one.job.text(); },
            [](const CancelRequested& one) { return "cancel " + one.job.text(); },
            [](const Missed&) { return std::string("missed"); },
        },
        event
    );
}

std::string_view take_until(std::string_view& text, char end) {
    const auto word = text.substr(0, text.find(end));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

bool is_state(std::string_view text) {
    return !text.empty() && text.size() <= state_max &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::optional<Event> event_of(std::string_view line) {
    if (line == "missed") return Missed{};
    const auto verb = take_until(line, ' ');
    auto job = JobId::parse(take_until(line, ' '));
    if (!job) return std::nullopt;
    if (verb == "changed") {
        if (!is_state(line)) return std::nullopt;
        return JobChanged{*std::move(job), std::string(line)};
    }
    if (!line.empty()) return std::nullopt;
    if (verb == "queued") return JobQueued{*std::move(job)};
    if (verb == "progressed") return JobProgressed{*std::move(job)};
    if (verb == "cancel") return CancelRequested{*std::move(job)};
    return std::nullopt;
}

}  // namespace

std::vector<std::string> encode(const Message& message) {
    const auto first_line = std::string(greeting) + message.node;
    std::vector<std::string> payloads;
    for (const auto& event : message.events) {
        const auto line = line_of(event);
        if (payloads.empty() || payloads.back().size() + 1 + line.size() > payload_max) {
            payloads.push_back(first_line);
        }
        payloads.back().append("\n").append(line);
    }
    return payloads;
}

std::optional<Message> decode(std::string_view payload) {
    if (!payload.starts_with(greeting)) return std::nullopt;
    payload.remove_prefix(greeting.size());
    Message message;
    message.node = take_until(payload, '\n');
    if (message.node.empty()) return std::nullopt;
    while (!payload.empty()) {
        auto event = event_of(take_until(payload, '\n'));
        if (!event) return std::nullopt;
        message.events.push_back(*std::move(event));
    }
    return message;
}

}  // namespace rollcall::event::postgres
