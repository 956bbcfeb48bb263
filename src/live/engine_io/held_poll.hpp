// A poll while its client waits for the answer.
#pragma once

#include <optional>
#include <utility>

#include "live/engine_io/origins.hpp"
#include "live/engine_io/server.hpp"
#include "live/waker.hpp"

namespace rollcall::live::engine_io {

class Conversation;

// Either a session holds it, or it has its answer. What a session queues in one turn of the loop
// goes out together, since the answer is made only when it is taken.
class HeldPoll final : public Poll {
public:
    HeldPoll(Waker& waker, Grant grant) : waker_(waker), grant_(std::move(grant)) {}
    HeldPoll(const HeldPoll&) = delete;
    HeldPoll& operator=(const HeldPoll&) = delete;
    ~HeldPoll() override;

    std::optional<Answer> take_answer() override;

    // For the session: its poll from here on, until it gives an answer or the poll is destroyed.
    void hold_for(Conversation& conversation) { conversation_ = &conversation; }
    void wake() { waker_.wake(); }
    void give(Answer answer);

private:
    Waker& waker_;
    Grant grant_;
    Conversation* conversation_ = nullptr;
    std::optional<Answer> answer_;
    bool is_taken_ = false;
};

}  // namespace rollcall::live::engine_io
