// Who decides, by the seed, what happens next: to the nodes, between them and to time.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "tests/sim/actor.hpp"
#include "tests/sim/clients.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {

class Director {
public:
    explicit Director(Storm& storm);

    // Things go wrong for a while.
    void rage();
    // Nothing goes wrong any more: false when there are jobs that do not end.
    bool heal();

    Clients& clients() { return clients_; }
    // A node that is up; after `heal`.
    Node& some_node() { return *seats_.front().node; }

private:
    // A machine: its node comes and goes.
    struct Seat {
        std::string name;
        std::unique_ptr<Node> node;
        Instant up_at{};         // when a dead node is started again
        Instant frozen_until{};  // nothing of it runs
        Instant hung_until{};    // its worker makes no step
        Instant cut_until{};     // nothing of it reaches the stores
        Instant ticks_at{};
        Instant idle_until{};  // its worker found nothing to do

        void wake() { frozen_until = hung_until = cut_until = ticks_at = idle_until = {}; }
    };

    void pass_time();
    void run_due(Seat& seat);
    void start(Seat& seat);
    bool is_awake(const Seat& seat) const;
    // One whose worker may make a step now; null: none.
    Seat* ready_seat();
    // Where a torment tells most: at a commit or an end, if a worker stands there.
    Seat& seat_to_torment();
    void step(Seat& seat);
    // Runs something of the node's that is not its worker; a fate to die ends the node.
    void run(Seat& seat, const std::function<void(Node&)>& what);
    void kill(Seat& seat, std::string_view how);
    void torment(Seat& seat);
    Fate fate(const Seat& seat, std::string_view what);
    bool all_have_ended();

    Storm& storm_;
    Clients clients_;
    std::uint64_t calm_;  // one step in so many goes wrong
    Instant sweeps_at_{};
    std::array<Seat, 3> seats_;
};

}  // namespace rollcall::sim
