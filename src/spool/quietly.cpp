#include "spool/quietly.hpp"

#include <functional>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "base/log.hpp"

namespace rollcall::spool {

void quietly(std::string_view what, const std::function<void()>& step) noexcept {
    try {
        step();
    } catch (const Failure& failure) {
        log::warning("spool", std::string(what) + ": " + failure.what());
    }
}

}  // namespace rollcall::spool
