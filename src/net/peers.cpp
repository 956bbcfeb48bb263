#include "net/peers.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall::net {

Peers::Seat::Seat(Seat&& other) noexcept
    : peers_(std::exchange(other.peers_, nullptr)), count_(other.count_) {}

Peers::Seat& Peers::Seat::operator=(Seat&& other) noexcept {
    if (this == &other) return *this;
    leave();
    peers_ = std::exchange(other.peers_, nullptr);
    count_ = other.count_;
    return *this;
}

std::string_view Peers::Seat::address() const {
    return peers_ == nullptr ? std::string_view() : std::string_view(count_->first);
}

void Peers::Seat::leave() {
    auto* const peers = std::exchange(peers_, nullptr);
    if (peers != nullptr && --count_->second == 0) peers->counts_.erase(count_);
}

Peers::Seat Peers::seat(std::string_view address) {
    Seat seat;
    seat.count_ = counts_.try_emplace(std::string(address), 0).first;
    ++seat.count_->second;
    seat.peers_ = this;
    return seat;
}

std::uint32_t Peers::count(std::string_view address) const {
    const auto found = counts_.find(address);
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace rollcall::net
