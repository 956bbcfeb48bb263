// A POST while its body is on its way.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "live/engine_io/origins.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {

class Conversation;

// Its session, where that still stands, takes no other until this one has ended.
class AwaitedPost final : public Post {
public:
    AwaitedPost(std::size_t bytes_max, Grant grant)
        : bytes_max_(bytes_max), grant_(std::move(grant)) {}
    AwaitedPost(const AwaitedPost&) = delete;
    AwaitedPost& operator=(const AwaitedPost&) = delete;
    ~AwaitedPost() override;

    std::size_t bytes_max() const override { return bytes_max_; }
    Answer hear(std::string_view body) override;
    Answer refuse_length() override;

    // For the session: its post from here on, until it ends or the session goes.
    void await_for(Conversation& conversation) { conversation_ = &conversation; }
    void let_go() { conversation_ = nullptr; }

private:
    std::size_t bytes_max_;
    Grant grant_;
    Conversation* conversation_ = nullptr;
};

}  // namespace rollcall::live::engine_io
