#include "net/live_requests.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "http/guard.hpp"
#include "http/message.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/websocket/handshake.hpp"
#include "net/asio.hpp"
#include "net/http1/answer_head.hpp"
#include "net/pace.hpp"
#include "net/websocket.hpp"
#include "net/wire.hpp"

namespace rollcall::net {
namespace {

using live::engine_io::Answer;
using live::engine_io::Request;

std::string_view path_of(const http::Head& head) {
    return std::string_view(head.target).substr(0, head.target.find('?'));
}

bool has_header(const http::Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers, [&](const auto& header) {
        return equals_folded(header.first, name);
    });
}

}  // namespace

Request live_request_of(const http::Head& head) {
    return {
        .method = head.method,
        .target = head.target,
        .headers = head.headers,
        .peer = head.peer,
        .secure = head.secure};
}

http::Response response_of(Answer answer, bool secure) {
    http::Response response;
    response.status = answer.status;
    response.headers = std::move(answer.headers);
    response.body = std::move(answer.body);
    if (!has_header(response, "cache-control")) {
        response.headers.emplace_back("Cache-Control", "no-store");
    }
    http::add_guard_headers(response, secure);
    return response;
}

// Nothing of it may be kept, nor held back by a proxy.
void declare_events(http::Response& response) {
    std::erase_if(response.headers, [](const auto& header) {
        return equals_folded(header.first, "content-type") ||
               equals_folded(header.first, "cache-control");
    });
    response.headers.emplace_back("Content-Type", "text/event-stream");
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Accel-Buffering", "no");
}

live::engine_io::Server* LiveRequests::engine_of(const http::Head& head) const {
    return around_.front == nullptr ? nullptr : around_.front->engine_at(path_of(head));
}

Task<std::optional<http::Response>>
LiveRequests::poll(live::engine_io::Server* engine, Request request) {
    const auto poll = engine->poll(request, wire_);
    for (;;) {
        if (auto answer = poll->take_answer())
            co_return response_of(std::move(*answer), request.secure);
        auto watching = wire_.watch(ahead_, Wire::Time::max());
        if (co_await std::move(watching) == Heard::end) co_return std::nullopt;
    }
}

bool LiveRequests::is_upgrade(const http::Head& head) const {
    const auto protocol = head.header("upgrade");
    return protocol && head.method == "GET" && equals_folded(trim(*protocol), "websocket") &&
           around_.front != nullptr && around_.front->takes_websockets_at(path_of(head));
}

Task<std::optional<http::Response>> LiveRequests::upgrade(Request request) {
    const auto accepted = live::websocket::accept_upgrade(request);
    if (!accepted) co_return response_of(accepted.error(), request.secure);
    const auto websocket = std::make_shared<Websocket>(around_.websockets);
    auto link = around_.front->connect(request, *websocket);
    if (!link) co_return response_of(std::move(link.error()), request.secure);

    const auto head = http1::write_switch_head(*accepted);
    Pace pace(around_.settings.deadlines);
    auto writing = wire_.write(head, {}, pace);
    if (co_await std::move(writing)) {
        websocket->begin(wire_.release(), std::move(*link), ahead_);
    }
    co_return std::nullopt;
}

Result<std::unique_ptr<live::Stream>> LiveRequests::follow(const http::EventStream& events) {
    if (around_.front == nullptr) {
        return refuse(Errc::unavailable, "This server tells of no events; ask for the status.");
    }
    return around_.front->follow({.job = events.job, .token = events.token}, wire_);
}

Task<bool> LiveRequests::tell(live::Stream* stream, bool is_chunked) {
    for (;;) {
        std::string text;
        stream->take(text);
        if (text.empty() && (stream->has_ended() || around_.wires.is_stopping())) break;
        if (text.empty()) {
            const auto until =
                std::chrono::steady_clock::now() + around_.settings.events_keep_alive;
            auto watching = wire_.watch(ahead_, until);
            const auto heard = co_await std::move(watching);
            if (heard == Heard::end) co_return false;
            if (heard == Heard::wake) continue;
            text = ": keep-alive\n\n";
        }
        auto writing = write_piece(std::move(text), is_chunked);
        if (!co_await std::move(writing)) co_return false;
    }
    if (!is_chunked) co_return true;
    Pace pace(around_.settings.deadlines);
    auto ending = wire_.write("0\r\n\r\n", {}, pace);
    co_return co_await std::move(ending);
}

Task<bool> LiveRequests::write_piece(std::string text, bool is_chunked) {
    const auto head = is_chunked ? http1::write_chunk_head(text.size()) : std::string();
    if (is_chunked) text += "\r\n";
    // Each piece has its own time: in between it is us who are waited for.
    Pace pace(around_.settings.deadlines);
    auto writing = wire_.write(head, text, pace);
    co_return co_await std::move(writing);
}

}  // namespace rollcall::net
