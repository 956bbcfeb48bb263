// An Engine.IO server with a loop that stands still, clients made of strings, and an application
// that writes down what it hears.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/waker.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "tests/support/manual_loop.hpp"

namespace rollcall::support {

class CountingWaker final : public live::Waker {
public:
    void wake() override { ++count; }
    int count = 0;
};

// What became of one session, and what it does when it hears something.
struct Told {
    live::engine_io::Session* session = nullptr;
    std::vector<std::string> messages;
    std::vector<live::engine_io::CloseReason> closed;
    bool is_destroyed = false;
};

class RecordingApplication final : public live::engine_io::Application {
public:
    using Session = live::engine_io::Session;

    std::unique_ptr<live::engine_io::Client> open(Session& session) override {
        told.push_back(std::make_unique<Told>());
        told.back()->session = &session;
        if (on_open) on_open(session);
        return std::make_unique<Recorder>(*this, *told.back());
    }

    std::function<void(Session&)> on_open;
    std::function<void(Session&, live::websocket::Opcode, std::string_view)> on_message;
    std::function<void(Session&)> on_closed;
    std::vector<std::unique_ptr<Told>> told;

private:
    class Recorder final : public live::engine_io::Client {
    public:
        Recorder(RecordingApplication& application, Told& told)
            : application_(application), told_(told) {}
        ~Recorder() override { told_.is_destroyed = true; }

        void receive(live::websocket::Opcode kind, std::string_view payload) override {
            told_.messages.emplace_back(payload);
            if (application_.on_message) application_.on_message(*told_.session, kind, payload);
        }
        void closed(live::engine_io::CloseReason reason) override {
            told_.closed.push_back(reason);
            if (application_.on_closed) application_.on_closed(*told_.session);
        }

    private:
        RecordingApplication& application_;
        Told& told_;
    };
};

inline live::websocket::SharedFrame text_frame(std::string_view message) {
    return live::websocket::make_frame(live::websocket::Opcode::text, "4" + std::string(message));
}

inline live::websocket::SharedFrame binary_frame(std::string_view message) {
    return live::websocket::make_frame(live::websocket::Opcode::binary, message);
}

inline void
echo(live::engine_io::Session& session, live::websocket::Opcode kind, std::string_view payload) {
    const bool is_text = kind == live::websocket::Opcode::text;
    session.send(is_text ? text_frame(payload) : binary_frame(payload));
}

// The settings of the test server: small numbers, every origin.
inline live::engine_io::Settings quick_settings() {
    live::engine_io::Settings settings;
    settings.ping_interval = Milliseconds{300};
    settings.ping_timeout = Milliseconds{200};
    settings.payload_bytes_max = 1'000'000;
    settings.origins = {"*"};
    return settings;
}

class EngineWorld {
public:
    using Answer = live::engine_io::Answer;
    using Headers = std::vector<std::pair<std::string, std::string>>;
    using Connected = std::expected<std::unique_ptr<live::websocket::Link>, Answer>;

    explicit EngineWorld(live::engine_io::Settings settings = quick_settings())
        : server(std::make_unique<live::engine_io::Server>(std::move(settings), application, loop)
          ) {}

    static std::string target(std::string_view transport, std::string_view sid = "") {
        auto text = "/engine.io/?EIO=4&transport=" + std::string(transport);
        return sid.empty() ? text : text + "&sid=" + std::string(sid);
    }
    live::engine_io::Request request(std::string_view method, std::string_view of_target) const {
        return {.method = method, .target = of_target, .headers = headers, .peer = peer};
    }

    std::unique_ptr<live::engine_io::Poll> get(std::string_view of_target) {
        return server->poll(request("GET", of_target), waker);
    }
    std::unique_ptr<live::engine_io::Poll> poll(std::string_view sid) {
        return get(target("polling", sid));
    }
    // The answer to a poll that has one at once.
    Answer answer(std::string_view of_target) { return get(of_target)->take_answer().value(); }
    // A poll's body when it has one at once; else nothing, and the session was not harmed.
    unsigned poll_status(std::string_view sid) { return answer(target("polling", sid)).status; }

    Answer post(std::string_view sid, std::string_view body) {
        const auto where = target("polling", sid);
        return server->post(request("POST", where), body);
    }

    Connected upgrade(std::string_view sid) {
        return server->connect(request("GET", target("websocket", sid)), waker);
    }
    std::unique_ptr<live::websocket::Link> websocket() { return upgrade("").value(); }

    // Opens a session over polling and gives its id.
    std::string open() {
        answer(target("polling"));
        return told().session->id();
    }
    // The session that was opened last.
    Told& told() { return *application.told.back(); }

    static std::vector<std::string> frames(live::websocket::Link& link) {
        std::vector<live::websocket::SharedFrame> taken;
        link.take(taken, 1'000'000, 100'000'000);
        std::vector<std::string> payloads;
        for (const auto& frame : taken)
            payloads.emplace_back(frame->payload());
        return payloads;
    }

    ManualLoop loop;
    CountingWaker waker;
    RecordingApplication application;
    Headers headers{{"host", "rollcall.example.org"}};
    std::string peer = "192.0.2.1";
    std::unique_ptr<live::engine_io::Server> server;
};

// The body of an answer that stands.
inline std::optional<std::string> body_of(const std::unique_ptr<live::engine_io::Poll>& poll) {
    const auto answer = poll->take_answer();
    return answer ? std::optional(answer->body) : std::nullopt;
}

}  // namespace rollcall::support
