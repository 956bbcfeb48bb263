// A thread that runs only while it is given the turn: plain blocking code, one step at a time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace rollcall::sim {

// What becomes of a step that touches the world.
enum class Fate : std::uint8_t {
    passes,
    breaks_before,  // the connection is lost, and nothing was done
    breaks_after,   // it was done, and the answer is lost
    dies_before,    // the process is killed, and nothing was done
    dies_after,     // it was done, and the process is killed
};

// Unwinds a killed process's thread. No std::exception, so that no boundary of the program takes it
// for something to go on from.
struct Killed {};

// Made, resumed and ended by one thread, the director.
class Actor {
public:
    // `life` runs on the actor's thread, from the first `resume` on.
    explicit Actor(std::function<void(Actor&)> life);
    Actor(const Actor&) = delete;
    Actor& operator=(const Actor&) = delete;
    // Kills it where it stands.
    ~Actor();

    // Gives it the turn, and the step it waits at this fate; returns once it waits at the next step
    // or has ended.
    void resume(Fate fate);
    bool has_ended() const { return has_ended_; }
    // Whether it has the turn: then it is who asks.
    bool is_running() const { return is_running_; }
    // The step it waits at.
    const std::string& at() const { return at_; }

    // On its own thread: hands the turn back, and waits for it again.
    Fate cross(std::string_view what);

private:
    void live(const std::function<void(Actor&)>& life);
    void wait_for_turn(bool running);

    std::mutex mutex_;
    std::condition_variable turned_;
    bool is_running_ = false;
    bool has_ended_ = false;
    Fate fate_ = Fate::passes;
    std::string at_ = "start";
    std::jthread thread_;
};

}  // namespace rollcall::sim
