#include "app/relay.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "app/engine.hpp"
#include "app/node.hpp"
#include "app/settings.hpp"
#include "app/settings_redis.hpp"
#include "db/redis/settings.hpp"
#include "db/redis/subscriber.hpp"
#include "live/loop.hpp"
#include "live/redis/redis.hpp"
#include "live/socket_io/relay.hpp"
#include "live/socket_io/server.hpp"
#include "work/keeper.hpp"

namespace rollcall::app {
namespace {

// Another node publishes within this time when the one that did is gone.
constexpr std::chrono::milliseconds take_over{2'000};

class RedisRelay final : public live::socket_io::Relay {
public:
    RedisRelay(const db::redis::Settings& redis, Engine& engine, live::Loop& loop)
        : redis_(redis),
          engine_(engine),
          loop_(loop),
          intake_({}, loop, engine.clock()),
          outlet_({.sender = std::string(live::redis::our_senders) + node_name()}),
          publisher_(redis, outlet_) {}
    RedisRelay(const RedisRelay&) = delete;
    RedisRelay& operator=(const RedisRelay&) = delete;
    ~RedisRelay() override { stop_.request_stop(); }

    live::socket_io::Namespace& abroad() override { return outlet_; }

    void begin(live::socket_io::Namespace& local, std::function<void()> opened) override {
        intake_.attach(local);
        opened_ = std::move(opened);
        listener_ = std::jthread([this] { listen(); });
        leader_.emplace(work::Keeper::Settings{"broadcasts", take_over}, [this] { lead(); });
    }

    Losses losses() const override {
        return {
            .malformed = intake_.malformed(),
            .dropped_in = intake_.dropped(),
            .dropped_out = outlet_.dropped()};
    }

private:
    void listen() {
        const std::string name = outlet_.name();
        db::redis::Subscriber subscriber(
            redis_,
            {.channels = {}, .patterns = {live::redis::channels_of(name)}},
            {.heard = [this](const db::redis::Message& told) { intake_.hear(told.payload); },
             .begun = [] {}}
        );
        subscriber.run(stop_.get_token());
    }

    // Of all nodes one publishes, or other servers would hear everything as often as there are
    // nodes.
    void lead() {
        const auto opened = [this] { loop_.post([this] { opened_(); }); };
        engine_.stores().lead("broadcasts", [&](const std::function<void()>& check) {
            publisher_.run(stop_.get_token(), {.opened = opened, .check = check});
        });
    }

    const db::redis::Settings redis_;
    Engine& engine_;
    live::Loop& loop_;
    std::function<void()> opened_;
    live::redis::Intake intake_;
    live::redis::Outlet outlet_;
    live::redis::Publisher publisher_;
    std::stop_source stop_;
    std::jthread listener_;
    std::optional<work::Keeper> leader_;
};

}  // namespace

std::unique_ptr<live::socket_io::Relay>
make_relay(const Settings& settings, Engine& engine, live::Loop& loop) {
    const auto redis = redis_settings(settings);
    return redis ? std::make_unique<RedisRelay>(*redis, engine, loop) : nullptr;
}

}  // namespace rollcall::app
