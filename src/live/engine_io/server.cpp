#include "live/engine_io/server.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/network.hpp"
#include "base/rate_limit.hpp"
#include "live/engine_io/answers.hpp"
#include "live/engine_io/awaited_post.hpp"
#include "live/engine_io/carrier.hpp"
#include "live/engine_io/conversation.hpp"
#include "live/engine_io/handshake.hpp"
#include "live/engine_io/held_poll.hpp"
#include "live/engine_io/origins.hpp"
#include "live/engine_io/session.hpp"
#include "live/engine_io/table.hpp"
#include "live/loop.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {
namespace {

// Whether the body is one that the protocol's fourth version no longer knows.
bool is_binary_body(const Request& request) {
    return header(request, "content-type").starts_with("application/octet-stream");
}

}  // namespace

class Server::House {
public:
    House(Settings settings, Application& application, Loop& loop)
        : origins_(settings.origins),
          handshakes_(settings.handshakes),
          application_(application),
          table_(std::move(settings), loop) {}

    std::unique_ptr<Poll> poll(const Request& request, Waker& waker);
    std::expected<std::unique_ptr<Post>, Answer>
    admit_post(const Request& request, std::optional<std::uint64_t> content_length);
    Answer other(const Request& request) const;
    std::expected<std::unique_ptr<websocket::Link>, Answer>
    connect(const Request& request, Waker& waker);
    void shut_down();

    Grant grant(const Request& request) const { return origins_.grant(request); }
    std::size_t sessions() const { return table_.size(); }

private:
    // Refuses what every request may be refused for.
    std::expected<Parameters, Answer> judge(const Request& request) const;
    // The session that a polling request belongs to.
    std::expected<Conversation*, Answer> find_polling(const Parameters& parameters) const;
    // Refuses whoever opens too many sessions.
    std::expected<void, Answer> admit_handshake(const Request& request);
    std::expected<std::unique_ptr<websocket::Link>, Answer>
    open_websocket(const Request& request, Waker& waker);

    Origins origins_;
    RateLimit handshakes_;
    Application& application_;
    Table table_;
    bool is_shut_down_ = false;
};

std::expected<Parameters, Answer> Server::House::judge(const Request& request) const {
    if (is_shut_down_) return std::unexpected(unavailable());
    if (!origins_.admit(request)) return std::unexpected(refusal(Fault::forbidden));
    auto parameters = read_parameters(request.target);
    if (!parameters) return std::unexpected(refusal(parameters.error()));
    return *std::move(parameters);
}

std::expected<Conversation*, Answer> Server::House::find_polling(const Parameters& parameters
) const {
    auto* const conversation = table_.find(parameters.session_id);
    if (conversation == nullptr) return std::unexpected(refusal(Fault::session_unknown));
    const bool fits =
        parameters.transport == Transport::polling && !conversation->is_on_websocket();
    if (!fits) return std::unexpected(refusal(Fault::bad_request));
    return conversation;
}

std::expected<void, Answer> Server::House::admit_handshake(const Request& request) {
    const auto now = table_.loop().clock().steady();
    if (!handshakes_.take(network_of(request.peer), now)) return std::unexpected(too_many());
    if (!table_.has_room_for(request.peer)) return std::unexpected(unavailable());
    return {};
}

std::unique_ptr<Poll> Server::House::poll(const Request& request, Waker& waker) {
    auto poll = std::make_unique<HeldPoll>(waker, grant(request));
    const auto parameters = judge(request);
    if (!parameters) {
        poll->give(parameters.error());
    } else if (!parameters->session_id.empty()) {
        const auto conversation = find_polling(*parameters);
        conversation ? (*conversation)->hold(*poll) : poll->give(conversation.error());
    } else if (parameters->transport != Transport::polling) {
        poll->give(refusal(Fault::bad_request));
    } else if (const auto admitted = admit_handshake(request); !admitted) {
        poll->give(admitted.error());
    } else {
        auto& conversation = table_.add(make_handshake(request));
        conversation.hold(*poll);
        conversation.begin(application_);
    }
    return poll;
}

std::expected<std::unique_ptr<Post>, Answer>
Server::House::admit_post(const Request& request, std::optional<std::uint64_t> content_length) {
    const auto parameters = judge(request);
    if (!parameters) return std::unexpected(parameters.error());
    if (parameters->session_id.empty()) {
        return std::unexpected(refusal(Fault::bad_handshake_method));
    }
    const auto conversation = find_polling(*parameters);
    if (!conversation) return std::unexpected(conversation.error());
    const auto bytes_max = table_.settings().payload_bytes_max;
    if (content_length > bytes_max) return std::unexpected(too_large());
    if (is_binary_body(request)) {
        (*conversation)->close(CloseReason::transport_error);
        return std::unexpected(refusal(Fault::bad_request));
    }
    auto post = std::make_unique<AwaitedPost>(bytes_max, grant(request));
    if (!(*conversation)->await_post(*post)) return std::unexpected(refusal(Fault::bad_request));
    return post;
}

Answer Server::House::other(const Request& request) const {
    if (request.method == "OPTIONS") {
        return origins_.admit(request) ? preflight(request) : refusal(Fault::forbidden);
    }
    const auto parameters = judge(request);
    if (!parameters) return parameters.error();
    if (parameters->session_id.empty()) return refusal(Fault::bad_handshake_method);
    const auto conversation = find_polling(*parameters);
    return conversation ? refusal(Fault::bad_request) : conversation.error();
}

std::expected<std::unique_ptr<websocket::Link>, Answer>
Server::House::connect(const Request& request, Waker& waker) {
    const auto parameters = judge(request);
    if (!parameters) return std::unexpected(parameters.error());
    if (parameters->transport != Transport::websocket) {
        return std::unexpected(refusal(Fault::bad_request));
    }
    if (parameters->session_id.empty()) return open_websocket(request, waker);
    auto* const conversation = table_.find(parameters->session_id);
    if (conversation == nullptr) return std::unexpected(refusal(Fault::session_unknown));
    if (!conversation->may_upgrade()) return std::unexpected(refusal(Fault::bad_request));
    auto carrier = std::make_unique<Carrier>(waker, *conversation);
    conversation->begin_upgrade(*carrier);
    return carrier;
}

std::expected<std::unique_ptr<websocket::Link>, Answer>
Server::House::open_websocket(const Request& request, Waker& waker) {
    if (auto admitted = admit_handshake(request); !admitted) {
        return std::unexpected(std::move(admitted.error()));
    }
    auto& conversation = table_.add(make_handshake(request));
    auto carrier = std::make_unique<Carrier>(waker, conversation);
    conversation.carry_by(*carrier);
    conversation.begin(application_);
    return carrier;
}

void Server::House::shut_down() {
    is_shut_down_ = true;
    table_.close_all(CloseReason::server_shutdown);
}

Server::Server(Settings settings, Application& application, Loop& loop)
    : house_(std::make_unique<House>(std::move(settings), application, loop)) {}

Server::~Server() = default;

std::unique_ptr<Poll> Server::poll(const Request& request, Waker& waker) {
    return house_->poll(request, waker);
}

std::expected<std::unique_ptr<Post>, Answer>
Server::admit_post(const Request& request, std::optional<std::uint64_t> content_length) {
    auto admitted = house_->admit_post(request, content_length);
    if (!admitted) house_->grant(request).add_to(admitted.error());
    return admitted;
}

Answer Server::post(const Request& request, std::string_view body) {
    const auto admitted = admit_post(request, body.size());
    return admitted ? (*admitted)->hear(body) : admitted.error();
}

Answer Server::other(const Request& request) {
    auto answer = house_->other(request);
    house_->grant(request).add_to(answer);
    return answer;
}

std::expected<std::unique_ptr<websocket::Link>, Answer>
Server::connect(const Request& request, Waker& waker) {
    return house_->connect(request, waker);
}

void Server::shut_down() {
    house_->shut_down();
}

std::size_t Server::sessions() const {
    return house_->sessions();
}

}  // namespace rollcall::live::engine_io
