#include "net/peers.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/network.hpp"

namespace rollcall::net {

Peers::Seat::Seat(Seat&& other) noexcept
    : peers_(std::exchange(other.peers_, nullptr)),
      count_(other.count_),
      address_(std::exchange(other.address_, {})) {}

Peers::Seat& Peers::Seat::operator=(Seat&& other) noexcept {
    if (this == &other) return *this;
    leave();
    peers_ = std::exchange(other.peers_, nullptr);
    count_ = other.count_;
    address_ = std::exchange(other.address_, {});
    return *this;
}

void Peers::Seat::leave() {
    auto* const peers = std::exchange(peers_, nullptr);
    address_.clear();
    if (peers != nullptr && --count_->second == 0) peers->counts_.erase(count_);
}

Peers::Seat Peers::seat(std::string_view address) {
    Seat seat;
    seat.count_ = counts_.try_emplace(network_of(address), 0).first;
    ++seat.count_->second;
    seat.peers_ = this;
    seat.address_ = address;
    return seat;
}

std::uint32_t Peers::count(std::string_view address) const {
    const auto found = counts_.find(network_of(address));
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace rollcall::net
