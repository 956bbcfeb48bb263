#include "live/redis/outlet.hpp"

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "live/redis/broadcast.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {

Outlet::Outlet(Settings settings) : settings_(std::move(settings)) {}

std::size_t Outlet::emit(
    const socket_io::Audience& audience,
    std::string_view event,
    const socket_io::Arguments& arguments,
    const socket_io::EmitOptions& options
) {
    if (!is_open_) return 0;
    const Broadcast broadcast{
        .sender = settings_.sender,
        .name_space = settings_.name,
        .event = std::string(event),
        .arguments = arguments,
        .audience = audience,
        .is_volatile = options.is_volatile};
    Post post{channel_of(settings_.name, audience.rooms), encode(broadcast), options.replace_key};
    const std::scoped_lock lock(mutex_);
    if (post.key != 0) {
        std::erase_if(waiting_, [&](const Post& one) { return one.key == post.key; });
    }
    if (waiting_.size() >= settings_.waiting_max) {
        if (std::has_single_bit(++dropped_)) {
            log::warning("live", std::to_string(dropped_) + " broadcasts to Redis were too many");
        }
        return 0;
    }
    waiting_.push_back(std::move(post));
    came_.notify_one();
    return 1;
}

void Outlet::close() {
    is_open_ = false;
    const std::scoped_lock lock(mutex_);
    waiting_.clear();
}

std::vector<Post> Outlet::take(const std::stop_token& stop, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, stop, patience, [&] { return !waiting_.empty(); });
    return std::exchange(waiting_, {});
}

std::uint64_t Outlet::dropped() const {
    const std::scoped_lock lock(mutex_);
    return dropped_;
}

}  // namespace rollcall::live::redis
