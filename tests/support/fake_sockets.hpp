// A namespace of Socket.IO without a wire: what each socket was sent is kept for the test to read.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "live/socket_io/server.hpp"

namespace rollcall::support {

struct Sent {
    std::string event;
    boost::json::object data;
    live::engine_io::ReplaceKey replace_key = 0;
};

class FakeSocket final : public live::socket_io::Socket {
public:
    using Answered = std::move_only_function<void(std::optional<live::socket_io::Arguments>)>;

    explicit FakeSocket(std::string id) : id_(std::move(id)) {}

    const std::string& id() const override { return id_; }
    const live::engine_io::Handshake& handshake() const override { return shake; }
    const boost::json::object& auth() const override { return credentials; }
    bool is_recovered() const override { return recovered; }
    bool join(std::string_view room) override {
        if (is_full) return rooms_.contains(room);
        rooms_.emplace(room);
        return true;
    }
    void leave(std::string_view room) override {
        if (const auto place = rooms_.find(room); place != rooms_.end()) rooms_.erase(place);
    }
    const std::set<std::string, std::less<>>& rooms() const override { return rooms_; }
    void emit(
        std::string_view event,
        const live::socket_io::Arguments& arguments,
        const live::socket_io::EmitOptions& options
    ) override {
        const auto& data = arguments.values.at(0).as_object();
        sent.push_back({std::string(event), data, options.replace_key});
    }
    void emit_and_wait(
        std::string_view /*event*/,
        const live::socket_io::Arguments& /*arguments*/,
        Milliseconds /*time*/,
        Answered /*answered*/
    ) override {}
    void disconnect(bool close_session) override {
        disconnected = true;
        session_closed = close_session;
        rooms_.clear();
    }

    std::vector<Sent> of(std::string_view event) const {
        std::vector<Sent> found;
        std::ranges::copy_if(sent, std::back_inserter(found), [&](const Sent& one) {
            return one.event == event;
        });
        return found;
    }

    live::engine_io::Handshake shake;
    boost::json::object credentials;
    bool recovered = false;
    bool is_full = false;  // in as many rooms as it may
    bool disconnected = false;
    bool session_closed = false;
    std::vector<Sent> sent;
    // Owned here as the namespace would.
    std::unique_ptr<live::socket_io::Listener> listener;

private:
    std::string id_;
    std::set<std::string, std::less<>> rooms_;
};

class FakeNamespace final : public live::socket_io::Namespace {
public:
    const std::string& name() const override { return name_; }
    std::size_t emit(
        const live::socket_io::Audience& audience,
        std::string_view event,
        const live::socket_io::Arguments& arguments,
        const live::socket_io::EmitOptions& options
    ) override {
        std::size_t count = 0;
        for (auto& socket : sockets) {
            const bool is_meant =
                audience.rooms.empty() || std::ranges::any_of(audience.rooms, [&](const auto& one) {
                    return socket.rooms().contains(one);
                });
            if (!is_meant) continue;
            socket.emit(event, arguments, options);
            ++count;
        }
        return count;
    }
    std::size_t room_size(std::string_view room) const override {
        return static_cast<std::size_t>(std::ranges::count_if(sockets, [&](const auto& socket) {
            return socket.rooms().contains(room);
        }));
    }
    std::size_t size() const override { return sockets.size(); }

    FakeSocket& add() { return sockets.emplace_back("socket-" + std::to_string(sockets.size())); }

    std::deque<FakeSocket> sockets;

private:
    std::string name_ = "/";
};

}  // namespace rollcall::support
