#include "live/engine_io/held_poll.hpp"

#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "live/engine_io/answers.hpp"
#include "live/engine_io/conversation.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {

HeldPoll::~HeldPoll() {
    if (conversation_ != nullptr) conversation_->lose_poll();
}

std::optional<Answer> HeldPoll::take_answer() {
    ROLLCALL_ASSERT(!is_taken_);
    if (conversation_ != nullptr) {
        if (auto payload = conversation_->take_payload()) give(polled(*std::move(payload)));
    }
    is_taken_ = answer_.has_value();
    return std::exchange(answer_, std::nullopt);
}

void HeldPoll::give(Answer answer) {
    conversation_ = nullptr;
    grant_.add_to(answer);
    answer_ = std::move(answer);
    wake();
}

}  // namespace rollcall::live::engine_io
