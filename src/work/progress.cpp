#include "work/progress.hpp"

#include <algorithm>

namespace rollcall::work {
namespace {

// Shares of the bar: reading, checking and loading run together; the report takes the rest.
constexpr std::uint32_t loading_from = 1;
constexpr std::uint32_t loading_to = 85;
constexpr std::uint32_t report_to = 99;

std::uint32_t between(std::uint32_t from, std::uint32_t to, double share) {
    return from + static_cast<std::uint32_t>(static_cast<double>(to - from) * std::min(share, 1.0));
}

double share_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Progress::Progress(queue::Queue& queue, Attempt& attempt)
    : queue_(queue), attempt_(attempt), percent_(attempt.job().progress) {}

void Progress::stage(queue::Stage stage) {
    stage_ = stage;
    if (stage == queue::Stage::report_generation) percent_ = std::max(percent_, loading_to);
    if (stage == queue::Stage::completion) attempt_.set_waiting_for(queue::WaitingFor::nothing);
    tell(false);
}

void Progress::committed(const sheet::Position& position) {
    attempt_.set_waiting_for(queue::WaitingFor::nothing);
    const auto share = share_of(position.bytes_read, position.bytes_total);
    percent_ = std::max(percent_, between(loading_from, loading_to, share));
    tell(true);
}

void Progress::report_rows(std::uint64_t done, std::uint64_t total) {
    attempt_.touch();
    const bool has_waited = attempt_.waiting_for() != queue::WaitingFor::nothing;
    attempt_.set_waiting_for(queue::WaitingFor::nothing);
    const auto percent = between(loading_to, report_to, share_of(done, total));
    if (percent <= percent_ && !has_waited) return;
    percent_ = std::max(percent_, percent);
    tell(false);
}

void Progress::tell(bool advanced) {
    attempt_.touch();
    queue::Note note;
    note.stage = stage_;
    note.waiting_for = attempt_.waiting_for();
    note.progress = percent_;
    note.advanced = advanced;
    // A lost lease is noticed by the next commit, which is what must not happen then.
    if (!queue_.note(attempt_.fence(), note)) attempt_.stop(StopReason::fenced);
}

}  // namespace rollcall::work
