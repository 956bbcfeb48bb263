// A front of echoing websockets and of streams that the test feeds.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "live/front.hpp"

namespace rollcall::tests {

// How many there are, for a test that waits for it.
class Count {
public:
    void add(int difference) {
        const std::scoped_lock lock(mutex_);
        value_ += difference;
        changed_.notify_all();
    }
    void wait_for(int value) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return value_ == value; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int value_ = 0;
};

class FakeFront final : public live::Front {
public:
    using Opcode = live::websocket::Opcode;

    live::engine_io::Server* engine_at(std::string_view path) override {
        return path == "/engine.io/" ? engine : nullptr;
    }

    bool takes_websockets_at(std::string_view path) override {
        return path == "/socket" || path == "/closed" || engine_at(path) != nullptr;
    }

    std::expected<std::unique_ptr<live::websocket::Link>, live::engine_io::Answer>
    connect(const live::engine_io::Request& request, live::Waker& waker) override {
        if (request.target == "/closed") {
            return std::unexpected(live::engine_io::Answer{403, {}, "not you"});
        }
        if (request.target != "/socket") return engine->connect(request, waker);
        return std::make_unique<EchoLink>(*this, waker);
    }

    Result<std::unique_ptr<live::Stream>> follow(const live::Following&, live::Waker& waker)
        override {
        if (is_full) return refuse(Errc::unavailable, "too many streams");
        return std::make_unique<FedStream>(*this, waker);
    }

    void shut_down() override {
        for (auto* const link : links_)
            if (closes_links) link->finish({live::websocket::CloseCode::try_again_later, "stop"});
        if (engine != nullptr) engine->shut_down();
    }

    // On the io thread: to every link, or stream.
    void broadcast(const live::websocket::SharedFrame& frame) {
        for (auto* const link : links_)
            link->send(frame);
    }
    void tell(std::string_view text, bool is_last = false) {
        for (auto* const stream : streams_)
            stream->tell(text, is_last);
    }

    static std::string burst_line(int number) { return fmt::format("{:0>2000}", number); }

    live::engine_io::Server* engine = nullptr;
    bool is_full = false;
    bool closes_links = false;
    Count links;
    Count streams;

private:
    // Echoes; but for a few words that make it do something else.
    class EchoLink final : public live::websocket::Link {
    public:
        EchoLink(FakeFront& front, live::Waker& waker) : front_(front), waker_(waker) {
            front_.links_.insert(this);
            front_.links.add(1);
        }
        ~EchoLink() override {
            front_.links_.erase(this);
            front_.links.add(-1);
        }

        void receive(Opcode kind, std::string_view payload) override {
            if (payload == "throw") throw std::runtime_error("as asked");
            if (payload == "close") {
                send(live::websocket::make_frame(Opcode::text, "last words"));
                return finish({live::websocket::CloseCode::policy_violation, "as asked"});
            }
            if (payload.starts_with("burst ")) {
                const auto count = std::stoi(std::string(payload.substr(6)));
                for (int i = 0; i < count; ++i)
                    send(live::websocket::make_frame(Opcode::text, burst_line(i)));
                return;
            }
            send(live::websocket::make_frame(kind, payload));
        }

        void take(
            std::vector<live::websocket::SharedFrame>& into,
            std::size_t frames_max,
            std::size_t bytes_max
        ) override {
            std::size_t bytes = 0;
            while (!waiting_.empty() && into.size() < frames_max && bytes < bytes_max) {
                bytes += waiting_.front()->bytes().size();
                into.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
        }

        std::optional<live::websocket::Closing> closing() const override { return closing_; }

        void send(live::websocket::SharedFrame frame) {
            waiting_.push_back(std::move(frame));
            if (waiting_.size() == 1) waker_.wake();
        }
        void finish(live::websocket::Closing closing) {
            closing_ = std::move(closing);
            waker_.wake();
        }

    private:
        FakeFront& front_;
        live::Waker& waker_;
        std::deque<live::websocket::SharedFrame> waiting_;
        std::optional<live::websocket::Closing> closing_;
    };

    class FedStream final : public live::Stream {
    public:
        FedStream(FakeFront& front, live::Waker& waker) : front_(front), waker_(waker) {
            front_.streams_.insert(this);
            front_.streams.add(1);
        }
        ~FedStream() override {
            front_.streams_.erase(this);
            front_.streams.add(-1);
        }

        void take(std::string& into) override { into += std::exchange(waiting_, {}); }
        bool has_ended() const override { return has_ended_; }

        void tell(std::string_view text, bool is_last) {
            waiting_ += text;
            has_ended_ = is_last;
            waker_.wake();
        }

    private:
        FakeFront& front_;
        live::Waker& waker_;
        std::string waiting_;
        bool has_ended_ = false;
    };

    std::set<EchoLink*> links_;
    std::set<FedStream*> streams_;
};

}  // namespace rollcall::tests
