// What Bull producers and publishers write: payloads, options, numbers and events of any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "db/redis/connection.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/order.hpp"
#include "queue/bull/mirror/rumour.hpp"

using namespace rollcall::queue::bull;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto keys = Keys::make("bull", "q").value();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cut = text.find('\n');
    const std::string first(text.substr(0, cut));
    const std::string rest(cut == std::string_view::npos ? "" : text.substr(cut + 1));

    const auto order =
        mirror::read_order({{"data", first}, {"opts", rest}, {"delay", rest}, {"timestamp", rest}});
    if (order && (order->file_name.empty() || order->owner.user_id.empty() || order->priority < 1 ||
                  order->attempts < 1 || order->timeout.count() < 0)) {
        std::abort();
    }
    (void)mirror::rumour_of({.pattern = {}, .channel = "bull:q:failed", .payload = first}, keys);
    (void)mirror::rumour_of({.pattern = {}, .channel = "bull:q:" + rest, .payload = first}, keys);
    return 0;
}
