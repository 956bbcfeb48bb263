// How many files and sockets this process may have open.
#pragma once

#include <cstdint>

namespace rollcall::net {

// Raises the soft limit to the hard one; how many there may be then.
std::uint64_t raise_descriptor_limit();

}  // namespace rollcall::net
