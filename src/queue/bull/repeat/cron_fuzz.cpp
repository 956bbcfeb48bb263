// Expressions from strangers: a moment of 8 bytes, then the expression.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/clock.hpp"
#include "queue/bull/repeat/cron.hpp"
#include "queue/bull/repeat/occurrence.hpp"
#include "queue/bull/repeat/repeat.hpp"
#include "queue/bull/repeat/zone.hpp"

using namespace rollcall;
using namespace rollcall::queue::bull::repeat;

namespace {

// Within the years from 2000 to 2099.
Instant moment(std::uint64_t bits) {
    constexpr std::uint64_t first = 946'684'800'000;
    constexpr std::uint64_t span = 3'155'673'600'000;
    return Instant(Milliseconds(static_cast<std::int64_t>(first + bits % span)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto havana = Zone::find("America/Havana").value();
    static const auto utc = Zone::find("UTC").value();
    std::uint64_t bits = 0;
    if (size < sizeof bits) return 0;
    std::memcpy(&bits, data, sizeof bits);
    const std::string_view text(
        reinterpret_cast<const char*>(data) + sizeof bits, size - sizeof bits
    );
    (void)describe(text);
    (void)due_of(text);
    (void)Zone::find(text);
    const auto cron = Cron::parse(text);
    if (!cron) return 0;
    const auto after = moment(bits);
    if (const auto next = next_time(*cron, after, havana); next && *next <= after) std::abort();
    // Where no clock jumps nothing lies between: whoever asks later hears the same.
    const auto next = next_time(*cron, after, utc);
    if (next && (*next <= after || next_time(*cron, *next - Milliseconds(1), utc) != next))
        std::abort();
    return 0;
}
