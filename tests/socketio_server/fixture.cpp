#include "tests/socketio_server/fixture.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "tests/socketio_server/handshake_json.hpp"

namespace rollcall::socketio_server {
namespace {

using boost::json::value;
using live::socket_io::Ack;
using live::socket_io::Arguments;
using live::socket_io::Listener;
using live::socket_io::Socket;

constexpr Milliseconds ack_time{10'000};
constexpr std::string_view some_bytes = "asdfasdf";

Arguments one(value only) {
    return {.values = {std::move(only)}, .attachments = {}};
}
Arguments one(std::string_view text) {
    return one(value(text));
}

Arguments one_binary(std::string_view bytes) {
    return {.values = {{{"_placeholder", true}, {"num", 0}}}, .attachments = {std::string(bytes)}};
}

const value* first(const Arguments& arguments) {
    return arguments.values.empty() ? nullptr : &arguments.values.front();
}

const value* member(const value* of, std::string_view name) {
    return of != nullptr && of->is_object() ? of->get_object().if_contains(name) : nullptr;
}

bool is_binary(const value* tested) {
    return member(tested, "_placeholder") != nullptr;
}

bool is_text(const value* tested, std::string_view text) {
    return tested != nullptr && tested->is_string() && tested->get_string() == text;
}

// {hello: 'lol', message: <binary>, goodbye: 'gotcha'}
bool is_mixed(const value* tested) {
    return is_text(member(tested, "hello"), "lol") && is_binary(member(tested, "message")) &&
           is_text(member(tested, "goodbye"), "gotcha");
}

class FixtureListener final : public Listener {
public:
    FixtureListener(Socket& socket, live::Loop& loop) : socket_(socket), loop_(loop) {}

    void event(std::string_view name, Arguments arguments, Ack ack) override;

private:
    using Answer = void (FixtureListener::*)(const Arguments&, Ack&);
    struct Event {
        std::string_view name;
        Answer answer;
    };
    static const std::array<Event, 21> events;

    std::string now() const { return to_iso_time(loop_.clock().now()); }
    void acknowledge(Ack& ack, const Arguments& arguments) {
        if (ack) ack(arguments);
    }
    void emit(std::string_view name) { socket_.emit(name, {}); }

    void hi(const Arguments&, Ack&) { emit("hi"); }
    void echo(const Arguments& arguments, Ack& ack) {
        const auto* what = first(arguments);
        acknowledge(
            ack,
            {.values = {what == nullptr ? value() : *what}, .attachments = arguments.attachments}
        );
    }
    void ask_for_ack(const Arguments&, Ack&) {
        socket_.emit_and_wait("ack", {}, ack_time, [this](std::optional<Arguments> answer) {
            if (!answer || answer->values.size() != 2) return;
            const auto* test = member(&answer->values[1], "test");
            if (answer->values[0] == value(5) && test != nullptr && *test == value(true)) {
                emit("got it");
            }
        });
    }
    void ack_date(const Arguments&, Ack& ack) { acknowledge(ack, one(now())); }
    void date(const Arguments&, Ack&) { socket_.emit("takeDate", one(now())); }
    void date_object(const Arguments&, Ack&) {
        socket_.emit("takeDateObj", one(value({{"date", now()}})));
    }
    void utf8(const Arguments&, Ack&) {
        for (const std::string_view text :
             {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"})
            socket_.emit("takeUtf8", one(text));
    }
    void send_false(const Arguments&, Ack&) { socket_.emit("false", one(value(false))); }
    void doge(const Arguments&, Ack&) { socket_.emit("doge", one_binary(some_bytes)); }
    void get_binary(const Arguments&, Ack&) { socket_.emit("takebin", one_binary(some_bytes)); }
    void handshake(const Arguments&, Ack& ack) {
        acknowledge(ack, one(value(handshake_json(socket_, loop_.clock().now()))));
    }
    void id(const Arguments&, Ack& ack) { acknowledge(ack, one(socket_.id())); }

    void buffer(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments))) emit("buffack");
    }
    void json_buffer(const Arguments& arguments, Ack&) {
        if (is_mixed(first(arguments))) emit("jsonbuff-ack");
    }
    void blob(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments))) emit("back");
    }
    void json_blob(const Arguments& arguments, Ack&) {
        if (is_mixed(first(arguments))) emit("jsonblob-ack");
    }
    // Events that count only in their order.
    void first_buffer(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments))) buffers_ = 1;
    }
    void second_buffer(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments)) && buffers_ == 1) emit("abuff2-ack");
    }
    void first_blob(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments))) blobs_ = 1;
    }
    void second_blob(const Arguments& arguments, Ack&) {
        const auto* what = first(arguments);
        if ((is_text(what, "second") || is_binary(what)) && blobs_ == 1) blobs_ = 2;
    }
    void third_blob(const Arguments& arguments, Ack&) {
        if (is_binary(first(arguments)) && blobs_ == 2) emit("blob3-ack");
    }

    Socket& socket_;
    live::Loop& loop_;
    int buffers_ = 0;
    int blobs_ = 0;
};

constexpr std::array<FixtureListener::Event, 21> FixtureListener::events{{
    {"hi", &FixtureListener::hi},
    {"echo", &FixtureListener::echo},
    {"ack", &FixtureListener::ask_for_ack},
    {"getAckDate", &FixtureListener::ack_date},
    {"getDate", &FixtureListener::date},
    {"getDateObj", &FixtureListener::date_object},
    {"getUtf8", &FixtureListener::utf8},
    {"false", &FixtureListener::send_false},
    {"doge", &FixtureListener::doge},
    {"getbin", &FixtureListener::get_binary},
    {"getHandshake", &FixtureListener::handshake},
    {"getId", &FixtureListener::id},
    {"buffa", &FixtureListener::buffer},
    {"jsonbuff", &FixtureListener::json_buffer},
    {"abuff1", &FixtureListener::first_buffer},
    {"abuff2", &FixtureListener::second_buffer},
    {"blob", &FixtureListener::blob},
    {"jsonblob", &FixtureListener::json_blob},
    {"blob1", &FixtureListener::first_blob},
    {"blob2", &FixtureListener::second_blob},
    {"blob3", &FixtureListener::third_blob},
}};

void FixtureListener::event(std::string_view name, Arguments arguments, Ack ack) {
    const auto* found = std::ranges::find(events, name, &Event::name);
    if (found != events.end()) std::invoke(found->answer, this, arguments, ack);
}

}  // namespace

std::unique_ptr<Listener> make_fixture_listener(Socket& socket, live::Loop& loop) {
    return std::make_unique<FixtureListener>(socket, loop);
}

}  // namespace rollcall::socketio_server
