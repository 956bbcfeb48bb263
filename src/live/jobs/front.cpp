#include "live/jobs/front.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/jobs/abroad.hpp"
#include "live/jobs/doorman.hpp"
#include "live/jobs/errands.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/job_rooms.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/queue_rooms.hpp"
#include "live/jobs/streams.hpp"
#include "live/loop.hpp"
#include "live/socket_io/relay.hpp"
#include "live/socket_io/server.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::jobs {
namespace {

constexpr std::string_view socket_path = "/socket.io";

// "/socket.io/", and without its last slash.
bool is_socket_path(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    return path == socket_path;
}

// Members stand in the order in which they need each other.
class JobsFront final : public Front {
public:
    JobsFront(FrontSettings settings, Services services, const FrontParts& parts)
        : settings_(std::move(settings)),
          services_(std::move(services)),
          errands_({}, parts.loop),
          guests_(parts.gate, parts.loop),
          feed_(settings_.feed, {services_, errands_, parts.loop, parts.bus}),
          sockets_(settings_.sockets, parts.loop),
          doorman_(
              {settings_.subscribers, feed_, queue_rooms_, parts.loop, guests_},
              parts.requests
          ),
          space_(sockets_.add("/", doorman_)),
          job_rooms_(space_),
          queue_rooms_(settings_.queue, {services_, errands_, parts.loop, space_}),
          streams_(settings_.streams, {feed_, parts.loop, guests_}),
          engine_(settings_.engine, sockets_, parts.loop) {
        feed_.add(job_rooms_);
        feed_.add(queue_rooms_);
        feed_.add(streams_);
        if (parts.relay != nullptr) join(*parts.relay, parts.loop);
    }

    engine_io::Server* engine_at(std::string_view path) override {
        return is_socket_path(path) ? &engine_ : nullptr;
    }
    bool takes_websockets_at(std::string_view path) override { return is_socket_path(path); }
    std::expected<std::unique_ptr<websocket::Link>, engine_io::Answer>
    connect(const engine_io::Request& request, Waker& waker) override {
        return engine_.connect(request, waker);
    }
    Result<std::unique_ptr<Stream>> follow(const Following& following, Waker& waker) override {
        return streams_.follow(following, waker);
    }
    void shut_down() override {
        streams_.shut_down();
        engine_.shut_down();
    }

private:
    void join(socket_io::Relay& relay, Loop& loop) {
        abroad_.emplace(
            settings_.queue, QueueRooms::Parts{services_, errands_, loop, relay.abroad()}
        );
        feed_.add(*abroad_);
        relay.begin(space_, [this] { abroad_->opened(); });
    }

    const FrontSettings settings_;
    const Services services_;
    Errands errands_;
    Guests guests_;
    Feed feed_;
    socket_io::Server sockets_;
    Doorman doorman_;
    socket_io::Namespace& space_;
    JobRooms job_rooms_;
    QueueRooms queue_rooms_;
    Streams streams_;
    std::optional<Abroad> abroad_;
    engine_io::Server engine_;
};

}  // namespace

std::unique_ptr<Front>
make_front(FrontSettings settings, Services services, const FrontParts& parts) {
    return std::make_unique<JobsFront>(std::move(settings), std::move(services), parts);
}

}  // namespace rollcall::live::jobs
