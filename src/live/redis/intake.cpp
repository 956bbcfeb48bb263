#include "live/redis/intake.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <deque>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "live/loop.hpp"
#include "live/redis/broadcast.hpp"

namespace rollcall::live::redis {

Intake::Intake(const IntakeSettings& settings, Loop& loop, const Clock& clock)
    : settings_(settings),
      loop_(loop),
      clock_(clock),
      messages_(settings.messages, clock.steady()) {}

void Intake::hear(std::string_view message) {
    if (message.size() > settings_.message_bytes_max) return refuse_message("it is too large");
    auto broadcast = decode(message, settings_.unpack);
    if (!broadcast) return refuse_message(broadcast.error().message);
    if (broadcast->sender.starts_with(our_senders)) return;
    if (broadcast->is_local || broadcast->name_space != local_->name()) return;
    // Only what the io thread would have to do counts: of our own nodes there is much to ignore.
    if (!messages_.take(clock_.steady())) return drop();
    queue(*std::move(broadcast), message.size());
}

// Whoever may publish could fill the log with one line each.
void Intake::refuse_message(std::string_view why) {
    const auto count = ++malformed_;
    if (!std::has_single_bit(count)) return;
    log::warning(
        "live",
        std::to_string(count) +
            " broadcasts over Redis were not understood, the last: " + std::string(why)
    );
}

void Intake::drop() {
    const auto count = ++dropped_;
    if (!std::has_single_bit(count)) return;
    log::warning("live", std::to_string(count) + " broadcasts over Redis were too many");
}

void Intake::queue(Broadcast broadcast, std::size_t bytes) {
    bool must_post = false;
    const bool fits = queue_.with([&](Queue& queue) {
        if (queue.waiting.size() >= settings_.waiting_max) return false;
        if (queue.bytes + bytes > settings_.waiting_bytes_max) return false;
        queue.waiting.push_back({std::move(broadcast), bytes});
        queue.bytes += bytes;
        must_post = !std::exchange(queue.is_posted, true);
        return true;
    });
    if (!fits) drop();
    if (must_post) loop_.post([this] { deliver(); });
}

void Intake::deliver() {
    for (const auto& [broadcast, bytes] : take()) {
        local_->emit(
            broadcast.audience,
            broadcast.event,
            broadcast.arguments,
            {.replace_key = 0, .is_volatile = broadcast.is_volatile}
        );
    }
    // What is left comes behind what others posted meanwhile.
    const bool must_post =
        queue_.with([](Queue& queue) { return queue.is_posted = !queue.waiting.empty(); });
    if (must_post) loop_.post([this] { deliver(); });
}

std::deque<Intake::Waiting> Intake::take() {
    return queue_.with([&](Queue& queue) {
        const auto count = std::min(settings_.step, queue.waiting.size());
        const auto end = queue.waiting.begin() + static_cast<std::ptrdiff_t>(count);
        std::deque<Waiting> taken(
            std::move_iterator(queue.waiting.begin()), std::move_iterator(end)
        );
        queue.waiting.erase(queue.waiting.begin(), end);
        for (const auto& one : taken)
            queue.bytes -= one.bytes;
        return taken;
    });
}

}  // namespace rollcall::live::redis
