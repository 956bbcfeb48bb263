// All sessions, and the HTTP requests that carry them. net/ calls; nothing here knows a socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/rate_limit.hpp"
#include "live/engine_io/session.hpp"
#include "live/loop.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {

struct Settings {
    Milliseconds ping_interval{25'000};
    Milliseconds ping_timeout{20'000};
    Milliseconds upgrade_timeout{10'000};
    // While a session moves to a websocket, a waiting poll is let go with a noop this often.
    Milliseconds upgrade_noop_interval{100};
    // A message, or a POST's body; told to clients as maxPayload.
    std::size_t payload_bytes_max = 65'536;
    // What may wait for a client before it is closed as a slow reader.
    std::size_t queue_bytes_max = mib;
    std::size_t queue_messages_max = 1'024;
    std::uint32_t sessions_max = 20'000;
    std::uint32_t sessions_per_peer_max = 20'000;
    // Sessions that one peer may open; without a rate any number.
    RateLimit::Rule handshakes{.per_second = 0, .burst = 0};
    // Origins of pages that may connect: "https://app.example.org", "*" for all; empty: the same
    // origin (and clients that send none, which are no browsers).
    std::vector<std::string> origins;
    bool allow_upgrades = true;
};

// What of an HTTP request counts here. The views end with the call.
struct Request {
    std::string_view method;
    std::string_view target;
    // Names in lower case.
    const std::vector<std::pair<std::string, std::string>>& headers;
    std::string_view peer;
    bool secure = false;
};

struct Answer {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;  // content-type, CORS, cache-control
    std::string body;
};

// A GET of the polling transport. Destroyed unanswered, the client is gone, and its session closes.
class Poll {
public:
    Poll() = default;
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
    virtual ~Poll() = default;

    // The answer, once; nothing while there is none: its Waker is woken when there is. Asking again
    // after it was given is a bug.
    virtual std::optional<Answer> take_answer() = 0;
};

// A POST of the polling transport whose body is on its way. Destroyed before it ended, the client
// is gone, and its session closes.
class Post {
public:
    Post() = default;
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;
    virtual ~Post() = default;

    // How long the body may be.
    virtual std::size_t bytes_max() const = 0;
    // One of these ends it, once: the whole body, or that it is too long, which harms nobody.
    virtual Answer hear(std::string_view body) = 0;
    virtual Answer refuse_length() = 0;
};

// Used on the io thread only.
class Server {
public:
    // All outlive the server.
    Server(Settings settings, Application& application, Loop& loop);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    // Closes what is left, silently.
    ~Server();

    // GET without an upgrade: a handshake, or a poll. `waker` outlives the poll.
    std::unique_ptr<Poll> poll(const Request& request, Waker& waker);

    // POST: whether its body is wanted at all, else the answer.
    std::expected<std::unique_ptr<Post>, Answer>
    admit_post(const Request& request, std::optional<std::uint64_t> content_length);
    // The same where the body is there already.
    Answer post(const Request& request, std::string_view body);

    // Any other method: OPTIONS is a preflight, the rest is refused.
    Answer other(const Request& request);

    // A websocket's upgrade (its RFC 6455 side is already found right): opens a session, or joins
    // the one that `sid` names as its next transport. `waker` outlives the link.
    std::expected<std::unique_ptr<websocket::Link>, Answer>
    connect(const Request& request, Waker& waker);

    // Ends every session; later requests are refused.
    void shut_down();

    std::size_t sessions() const;

private:
    class House;
    std::unique_ptr<House> house_;
};

}  // namespace rollcall::live::engine_io
