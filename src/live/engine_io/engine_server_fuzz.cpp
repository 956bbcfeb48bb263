// A server and a few clients that do anything in any order: it never breaks, every session is
// opened and closed once, and what is sent comes out in order or not at all.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/clock.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "tests/support/engine_world.hpp"

using namespace rollcall;
using namespace rollcall::live;

namespace {

void expect(bool promise) {
    if (!promise) std::abort();
}

engine_io::Settings small_settings() {
    auto settings = support::quick_settings();
    settings.payload_bytes_max = 64;
    settings.queue_messages_max = 8;
    settings.queue_bytes_max = 256;
    settings.sessions_max = 6;
    settings.upgrade_timeout = Milliseconds{250};
    return settings;
}

class Clients {
public:
    explicit Clients(FuzzedDataProvider& data) : data_(data) {
        world_.application.on_message = [this](auto& session, auto kind, auto payload) {
            act_within(session);
            support::echo(session, kind, payload);
        };
        world_.application.on_open = [this](auto& session) { act_within(session); };
        world_.application.on_closed = [this](auto& session) { act_within(session); };
    }

    void step() {
        static constexpr std::array<void (Clients::*)(), 12> steps{
            &Clients::poll,
            &Clients::take_answers,
            &Clients::drop_poll,
            &Clients::admit_post,
            &Clients::end_post,
            &Clients::post,
            &Clients::connect,
            &Clients::receive,
            &Clients::take_frames,
            &Clients::drop_link,
            &Clients::speak,
            &Clients::pass};
        (this->*steps[data_.ConsumeIntegralInRange<std::size_t>(0, steps.size() - 1)])();
        for (const auto& told : world_.application.told) {
            expect(told->closed.size() <= 1);
            expect(!told->is_destroyed || told->closed.size() == 1);
        }
        expect(world_.server->sessions() <= small_settings().sessions_max);
    }

    void finish() {
        world_.server->shut_down();
        expect(world_.server->sessions() == 0);
        world_.loop.run();
        for (const auto& told : world_.application.told)
            expect(told->is_destroyed && told->closed.size() == 1);
        expect(world_.loop.timers().next() == std::nullopt);
        if (data_.ConsumeBool()) world_.server.reset();
    }

private:
    std::string text() { return data_.ConsumeRandomLengthString(80); }

    std::string target(std::string_view transport) {
        auto& told = world_.application.told;
        if (told.empty() || data_.ConsumeBool()) return support::EngineWorld::target(transport);
        if (data_.ConsumeIntegralInRange(0, 9) == 0) return text();
        return support::EngineWorld::target(transport, ids_[index(ids_.size())]);
    }

    std::size_t index(std::size_t size) {
        return data_.ConsumeIntegralInRange<std::size_t>(0, size - 1);
    }

    // What an application may do in the middle of a call.
    void act_within(engine_io::Session& session) {
        if (ids_.size() < world_.application.told.size()) ids_.push_back(session.id());
        switch (data_.ConsumeIntegralInRange(0, 40)) {
            case 0: return session.close(engine_io::CloseReason::forced_close);
            case 1: return session.send(support::text_frame(text()), 7);
            case 2: return world_.server->shut_down();
            default: return;
        }
    }

    void poll() {
        const auto where = target(data_.ConsumeBool() ? "polling" : "websocket");
        polls_.push_back(world_.get(where));
    }
    void take_answers() {
        std::erase_if(polls_, [](auto& poll) { return poll->take_answer().has_value(); });
    }
    void drop_poll() {
        if (!polls_.empty()) polls_.erase(polls_.begin() + static_cast<int>(index(polls_.size())));
    }
    void admit_post() {
        const auto where = target("polling");
        auto post = world_.server->admit_post(world_.request("POST", where), std::nullopt);
        if (post) posts_.push_back(*std::move(post));
    }
    void end_post() {
        if (posts_.empty()) return;
        const auto place = posts_.begin() + static_cast<int>(index(posts_.size()));
        const auto post = std::move(*place);
        posts_.erase(place);
        switch (data_.ConsumeIntegralInRange(0, 2)) {
            case 0: expect(post->refuse_length().status == 413); return;
            case 1: expect(post->hear(text()).status >= 200); return;
            default: return;
        }
    }
    void post() {
        const auto where = target("polling");
        const auto body = text();
        expect(world_.server->post(world_.request("POST", where), body).status >= 200);
    }
    void connect() {
        const auto where = target("websocket");
        auto link = world_.server->connect(world_.request("GET", where), world_.waker);
        if (link) links_.push_back(*std::move(link));
    }
    void receive() {
        if (links_.empty()) return;
        auto& link = *links_[index(links_.size())];
        switch (data_.ConsumeIntegralInRange(0, 4)) {
            case 0: return link.receive(websocket::Opcode::text, "2probe");
            case 1: return link.receive(websocket::Opcode::text, "5");
            case 2: return link.receive(websocket::Opcode::text, "3");
            case 3: return link.receive(websocket::Opcode::binary, text());
            default: return link.receive(websocket::Opcode::text, text());
        }
    }
    void take_frames() {
        if (links_.empty()) return;
        std::vector<websocket::SharedFrame> frames;
        links_[index(links_.size())]->take(frames, 3, 100);
        expect(frames.size() <= 3);
    }
    void drop_link() {
        if (!links_.empty()) links_.erase(links_.begin() + static_cast<int>(index(links_.size())));
    }
    void speak() {
        if (world_.application.told.empty()) return;
        auto& told = *world_.application.told[index(world_.application.told.size())];
        if (told.is_destroyed) return;
        const auto key = data_.ConsumeIntegralInRange<engine_io::ReplaceKey>(0, 2);
        told.session->send(support::text_frame(text()), key);
    }
    void pass() { world_.loop.pass(Milliseconds{data_.ConsumeIntegralInRange(0, 400)}); }

    FuzzedDataProvider& data_;
    support::EngineWorld world_{small_settings()};
    std::vector<std::string> ids_;
    std::vector<std::unique_ptr<engine_io::Poll>> polls_;
    std::vector<std::unique_ptr<engine_io::Post>> posts_;
    std::vector<std::unique_ptr<websocket::Link>> links_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider provider(data, size);
    Clients clients(provider);
    for (int steps = 0; provider.remaining_bytes() > 0 && steps < 300; ++steps)
        clients.step();
    clients.finish();
    return 0;
}
