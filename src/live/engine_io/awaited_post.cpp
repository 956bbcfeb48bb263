#include "live/engine_io/awaited_post.hpp"

#include <string_view>
#include <utility>

#include "live/engine_io/answers.hpp"
#include "live/engine_io/conversation.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {

AwaitedPost::~AwaitedPost() {
    if (conversation_ != nullptr) conversation_->lose_post();
}

Answer AwaitedPost::hear(std::string_view body) {
    auto* const conversation = std::exchange(conversation_, nullptr);
    auto answer =
        conversation == nullptr ? refusal(Fault::session_unknown) : conversation->hear_post(body);
    grant_.add_to(answer);
    return answer;
}

Answer AwaitedPost::refuse_length() {
    auto* const conversation = std::exchange(conversation_, nullptr);
    if (conversation != nullptr) conversation->forget_post();
    auto answer = too_large();
    grant_.add_to(answer);
    return answer;
}

}  // namespace rollcall::live::engine_io
