#include "net/http_session.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "http/api.hpp"
#include "http/message.hpp"
#include "live/engine_io/server.hpp"
#include "net/asio.hpp"
#include "net/file_sender.hpp"
#include "net/http1/answer_head.hpp"
#include "net/http1/head.hpp"
#include "net/live_requests.hpp"
#include "net/pace.hpp"
#include "net/thrown.hpp"
#include "net/tls/session.hpp"

namespace rollcall::net {
namespace {

std::chrono::steady_clock::time_point after(Milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

Error too_busy() {
    return {Errc::unavailable, "The server is too busy: try again in a moment.", {}};
}

// A client's own id is kept where it can stand in a log and a header.
bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

}  // namespace

Task<void> HttpSession::serve() {
    if (wire_.is_secure()) {
        auto greeting = greet();
        if (!co_await std::move(greeting)) co_return;
    }
    for (bool goes_on = true; goes_on;) {
        begin_request();
        auto receiving = receive_head();
        if (!co_await std::move(receiving)) break;
        auto answering = answer();
        auto response = co_await std::move(answering);
        if (!response) break;
        auto sending = send(std::move(*response));
        goes_on = co_await std::move(sending);
    }
}

Task<void> HttpSession::turn_away(std::string_view why) {
    if (wire_.is_secure()) {
        auto greeting = greet();
        if (!co_await std::move(greeting)) co_return;
    }
    auto refusing = refuse_line({Errc::unavailable, std::string(why), {}});
    co_await std::move(refusing);
}

// False when there is nobody to serve.
Task<bool> HttpSession::greet() {
    auto shaking = wire_.shake_hands(after(around_.settings.deadlines.header));
    const auto hands = co_await std::move(shaking);
    if (hands == tls::Handshake::plain_http) {
        auto refusing = refuse_line(
            {Errc::validation_error, "This port speaks TLS: begin the address with https://.", {}}
        );
        co_await std::move(refusing);
    }
    co_return hands == tls::Handshake::done;
}

// An answer that no request is read for.
Task<void> HttpSession::refuse_line(Error error) {
    begin_request();
    refused_head_ = std::move(error);
    auto response = refusal(*refused_head_);
    auto sending = send(std::move(response));
    co_await std::move(sending);
}

void HttpSession::begin_request() {
    request_ = {};
    request_.head.peer = wire_.peer();
    request_.head.secure = wire_.is_secure();
    request_.head.request_id = fmt::format("{}-{:x}", around_.id_prefix, ++around_.requests_begun);
    framing_ = {};
    refused_head_.reset();
    admitted_ = {};
    events_.reset();
    body_.begin(framing_);
}

// False when the client is gone, or was idle for too long.
Task<bool> HttpSession::receive_head() {
    const auto& deadlines = around_.settings.deadlines;
    http1::HeadScanner scanner(around_.settings.head);
    if (ahead_.empty()) {
        const auto room = ahead_.space();
        auto waiting = wire_.read_idle(room, after(deadlines.idle));
        const auto count = co_await std::move(waiting);
        if (count == 0) co_return false;
        ahead_.filled(count);
    }
    const auto until = after(deadlines.header);
    for (;;) {
        const auto end = scanner.scan(ahead_.view());
        if (!end) {
            refused_head_ = end.error();
            co_return true;
        }
        if (*end) co_return take_head(**end);
        const auto room = ahead_.space();
        auto reading = wire_.read_some(room, until);
        const auto count = co_await std::move(reading);
        if (count == 0 && !wire_.is_expired()) co_return false;
        if (count == 0) {
            refused_head_ =
                Error{Errc::request_timeout, "The request's headers come too slowly.", {}};
            co_return true;
        }
        ahead_.filled(count);
    }
}

bool HttpSession::take_head(std::size_t bytes) {
    const auto framing =
        http1::parse_head(ahead_.view().substr(0, bytes), around_.settings.head, request_.head);
    ahead_.consume(bytes);
    if (!framing) {
        refused_head_ = framing.error();
        return true;
    }
    framing_ = *framing;
    auto client = around_.settings.trusted_proxies.client_of(
        request_.head, {.address = std::string(wire_.peer()), .secure = wire_.is_secure()}
    );
    request_.head.peer = std::move(client.address);
    request_.head.secure = client.secure;
    const auto id = request_.head.header("x-request-id");
    if (id && is_request_id(*id)) request_.head.request_id = *id;
    body_.begin(framing_);
    return true;
}

// The request's boundary: what is thrown below ends here, as an answer. Nothing when there is
// nobody left to answer, or the connection has become a websocket.
Task<std::optional<http::Response>> HttpSession::answer() {
    std::optional<http::Response> response;
    std::optional<Error> thrown;
    try {
        auto handling = handle();
        response = co_await std::move(handling);
    } catch (const std::exception& failure) {
        thrown = error_of(failure, request_.head.request_id);
    }
    if (thrown) response = refusal(*thrown);
    if (!response) co_return std::nullopt;
    log::debug(
        "net",
        fmt::format(
            "request {}: {} {} {}",
            request_.head.request_id,
            request_.head.method,
            request_.head.target.substr(0, request_.head.target.find('?')),
            response->status
        )
    );
    co_return response;
}

http::Response HttpSession::refusal(const Error& error) const {
    return around_.api.refusal(request_.head, error);
}

Task<std::optional<http::Response>> HttpSession::handle() {
    if (refused_head_) co_return refusal(*refused_head_);
    const auto request = live_request_of(request_.head);
    if (live_.is_upgrade(request_.head) && !framing_.has_body() && framing_.is_http_1_1) {
        auto upgrading = live_.upgrade(request);
        auto refused = co_await std::move(upgrading);
        if (refused) refused->close = true;
        co_return refused;
    }
    if (auto* const engine = live_.engine_of(request_.head)) {
        auto exchanging = exchange(engine, request);
        co_return co_await std::move(exchanging);
    }
    auto calling = call_api();
    co_return co_await std::move(calling);
}

// Engine.IO over HTTP.
Task<std::optional<http::Response>>
HttpSession::exchange(live::engine_io::Server* engine, live::engine_io::Request request) {
    std::unique_ptr<live::engine_io::Post> post;
    if (request.method == "POST") {
        auto admitted = engine->admit_post(request, request_.head.content_length);
        if (!admitted) co_return response_of(std::move(admitted.error()), request.secure);
        post = std::move(*admitted);
        admitted_.body = http::BodyKind::json;
        admitted_.body_bytes_max = post->bytes_max();
    }
    auto taking = take_body();
    const auto taken = co_await std::move(taking);
    if (!taken && post && taken.error().code == Errc::file_too_large_upload) {
        co_return response_of(post->refuse_length(), request.secure);
    }
    if (!taken) co_return refusal(taken.error());

    if (post) co_return response_of(post->hear(request_.body), request.secure);
    if (request.method != "GET") co_return response_of(engine->other(request), request.secure);
    auto polling = live_.poll(engine, request);
    co_return co_await std::move(polling);
}

Task<http::Response> HttpSession::call_api() {
    auto admission = around_.api.admit(request_.head);
    if (auto* const refused = std::get_if<http::Response>(&admission)) {
        co_return std::move(*refused);
    }
    admitted_ = std::get<http::Admitted>(std::move(admission));

    auto taking = take_body();
    const auto taken = co_await std::move(taking);
    if (!taken) co_return refusal(taken.error());

    std::optional<http::Response> response;
    if (admitted_.memory_only) {
        response = around_.api.handle(admitted_, request_);
    } else {
        auto work = [&] { response = around_.api.handle(admitted_, request_); };
        auto running = around_.threads_of(admitted_.lane).run(std::move(work));
        const bool has_run = co_await std::move(running);
        if (!has_run) co_return refusal(too_busy());
    }
    const auto* const events = std::get_if<http::EventStream>(&response->body);
    if (events == nullptr) co_return std::move(*response);
    auto followed = live_.follow(*events);
    if (!followed) co_return refusal(followed.error());
    events_ = std::move(*followed);
    co_return std::move(*response);
}

Task<Result<void>> HttpSession::take_body() {
    auto bytes_max = around_.settings.unwanted_body_bytes_max;
    if (admitted_.body == http::BodyKind::upload) return take_upload();
    if (admitted_.body == http::BodyKind::json) bytes_max = admitted_.body_bytes_max;
    return take_text(bytes_max);
}

Task<Result<void>> HttpSession::take_text(std::uint64_t bytes_max) {
    constexpr std::size_t step = 16 * kib;
    const auto expected = std::min<std::uint64_t>(framing_.content_length, step);
    while (!body_.is_done()) {
        auto& text = request_.body;
        const auto before = text.size();
        if (before > bytes_max || framing_.content_length > bytes_max) {
            co_return refuse(Errc::file_too_large_upload, "The request's body is too large.");
        }
        text.resize(before + (framing_.chunked ? step : static_cast<std::size_t>(expected)));
        auto filling = body_.fill(std::span(text).subspan(before));
        const auto filled = co_await std::move(filling);
        if (!filled) co_return std::unexpected(filled.error());
        text.resize(before + *filled);
    }
    if (request_.body.size() > bytes_max) {
        co_return refuse(Errc::file_too_large_upload, "The request's body is too large.");
    }
    if (admitted_.body == http::BodyKind::none) request_.body.clear();
    co_return Result<void>();
}

// The body goes through one buffer to the upload threads: nothing is read while they work, so a
// slow disk slows the client, and memory is the buffer.
Task<Result<void>> HttpSession::take_upload() {
    const auto most = around_.settings.transfer_bytes;
    const auto size =
        framing_.chunked ? most : std::clamp<std::size_t>(framing_.content_length, 1, most);
    // Not zeroed: of a slow client's room only what has come takes memory.
    const auto bytes = std::make_unique_for_overwrite<char[]>(size);
    const std::span<char> room(bytes.get(), size);
    std::unique_ptr<http::UploadStream> stream;
    std::uint64_t total = 0;
    Result<void> outcome;
    while (outcome && !request_.upload) {
        auto filling = body_.fill(room);
        const auto filled = co_await std::move(filling);
        if (!filled) {
            outcome = std::unexpected(filled.error());
            break;
        }
        total += *filled;
        if (total > admitted_.body_bytes_max) {
            outcome = refuse(Errc::file_too_large_upload, "The upload is too large.");
            break;
        }
        auto work = [&] { outcome = feed(stream, std::string_view(room.data(), *filled)); };
        auto feeding = around_.uploads.run(std::move(work));
        const bool has_run = co_await std::move(feeding);
        if (!has_run) outcome = std::unexpected(too_busy());
    }
    // An unfinished upload is removed from the disk, which may block: never on this thread.
    auto drop = [&] { stream.reset(); };
    auto dropping = around_.uploads.run_admitted(std::move(drop));
    co_await std::move(dropping);
    co_return outcome;
}

// On an upload thread, while the session waits. What fails or throws goes away here, as above.
Result<void>
HttpSession::feed(std::unique_ptr<http::UploadStream>& stream, std::string_view bytes) {
    auto upload = std::move(stream);
    if (!upload) {
        auto started = around_.api.start_upload(admitted_, request_.head);
        if (!started) return std::unexpected(std::move(started.error()));
        upload = std::move(*started);
    }
    auto fed = upload->feed(bytes);
    if (!fed) return fed;
    if (!body_.is_done()) {
        stream = std::move(upload);
        return fed;
    }
    auto form = upload->finish();
    if (!form) return std::unexpected(std::move(form.error()));
    request_.upload = std::move(*form);
    return {};
}

// Whether the connection goes on.
Task<bool> HttpSession::send(http::Response response) {
    const bool read_all = !refused_head_ && body_.is_done();
    const bool goes_on = framing_.keep_alive && read_all && !response.close &&
                         !around_.wires.is_stopping() && (!events_ || framing_.is_http_1_1);
    auto* const file = std::get_if<http::FileBody>(&response.body);
    const auto* const text = std::get_if<std::string>(&response.body);

    http1::AnswerFacts facts;
    facts.request_id = request_.head.request_id;
    if (file != nullptr) facts.body_bytes = file->length;
    if (text != nullptr) facts.body_bytes = text->size();
    if (events_) {
        declare_events(response);
        facts.body_end =
            framing_.is_http_1_1 ? http1::BodyEnd::chunked : http1::BodyEnd::to_the_end;
    }
    facts.keep_alive = goes_on;
    facts.now = std::time(nullptr);
    const auto head = http1::write_answer_head(response, facts);
    const bool with_body = request_.head.method != "HEAD" && http1::may_have_body(response.status);

    Pace pace(around_.settings.deadlines);
    const auto body = text != nullptr && with_body ? std::string_view(*text) : std::string_view();
    auto writing = wire_.write(head, body, pace);
    bool written = co_await std::move(writing);
    if (written && file != nullptr && with_body) {
        FileSender sender(wire_, around_.requests, around_.settings);
        auto sending = sender.send(std::move(*file));
        written = co_await std::move(sending);
    }
    if (written && events_ && with_body) {
        auto telling = live_.tell(events_.get(), framing_.is_http_1_1);
        written = co_await std::move(telling);
    }
    events_.reset();
    if (written && !goes_on && (!read_all || !ahead_.empty())) {
        const auto& settings = around_.settings;
        auto lingering = wire_.linger(after(settings.deadlines.linger), settings.linger_bytes_max);
        co_await std::move(lingering);
    }
    co_return written&& goes_on;
}

}  // namespace rollcall::net
