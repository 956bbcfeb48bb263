// Addresses of the network.
#pragma once

#include <string>
#include <string_view>

namespace rollcall {

// What counts as one where addresses are counted: an IPv4 address, or the /64 of an IPv6 one, of
// which one person has as many addresses as they like. A key to compare, not for people; what is no
// address is itself.
std::string network_of(std::string_view address);

}  // namespace rollcall
