// For destructors: what must be given back to a store that may be out of reach.
#pragma once

#include <functional>
#include <string_view>

namespace rollcall::spool {

// Runs it; a Failure is logged, since whoever goes away can do nothing about it and the sweep finds
// what stayed.
void quietly(std::string_view what, const std::function<void()>& step) noexcept;

}  // namespace rollcall::spool
