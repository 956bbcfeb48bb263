#include "queue/bull/number_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "base/assert.hpp"

namespace rollcall::queue::bull {

std::string number_text(double number) {
    constexpr double exact_max = 1e15;
    if (number == static_cast<double>(static_cast<std::int64_t>(number)) && number < exact_max &&
        number > -exact_max)
        return std::to_string(static_cast<std::int64_t>(number));
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.begin(), buffer.end(), number);
    ROLLCALL_ASSERT(error == std::errc());
    return {buffer.begin(), end};
}

}  // namespace rollcall::queue::bull
