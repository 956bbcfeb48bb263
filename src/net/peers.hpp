// How many connections each address, or IPv6 /64, has. Used on the io thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "net/channel.hpp"

namespace rollcall::net {

class Peers {
public:
    // A connection's place among those of its address: counted as long as it is there.
    class Seat {
    public:
        Seat() = default;
        Seat(Seat&& other) noexcept;
        Seat& operator=(Seat&& other) noexcept;
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat() { leave(); }

        // Empty once the place was given away.
        std::string_view address() const { return address_; }
        void leave();

    private:
        friend class Peers;
        using Count = std::map<std::string, std::uint32_t, std::less<>>::iterator;

        Peers* peers_ = nullptr;
        Count count_;
        std::string address_;
    };

    // They outlive the seat.
    Seat seat(std::string_view address);
    // Of all that count as one with it.
    std::uint32_t count(std::string_view address) const;

private:
    std::map<std::string, std::uint32_t, std::less<>> counts_;  // by network
};

// An accepted connection.
struct Line {
    Channel channel;
    Peers::Seat seat;
};

}  // namespace rollcall::net
