// A server's bytes, in one piece and in pieces: the same replies and the same refusal; a reply
// never holds more than the limits allow.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "db/redis/redirect.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/reply_reader.hpp"
#include "db/redis/session.hpp"

namespace {

using rollcall::db::redis::Reply;
using rollcall::db::redis::ReplyReader;

constexpr rollcall::db::redis::ReplyLimits limits{.bytes = 4'096, .items = 64};

std::size_t items_in(const Reply& reply) {
    std::size_t items = 1;
    for (const auto& item : reply.items)
        items += items_in(item);
    return items;
}

void tell(const Reply& reply, std::string& story) {
    story += std::to_string(static_cast<int>(reply.kind)) + ":" + std::to_string(reply.integer) +
             ":" + reply.text + "[";
    for (const auto& item : reply.items)
        tell(item, story);
    story += "]";
}

std::string read(std::string_view bytes, std::size_t piece) {
    ReplyReader reader(limits);
    std::string story;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece));
        for (;;) {
            const auto reply = reader.next();
            if (!reply) return story + " refused";
            if (!*reply) break;
            if (items_in(**reply) > limits.items) std::abort();
            if ((*reply)->is_error()) {
                rollcall::db::redis::parse_redirect((*reply)->text, {"host", 1});
                rollcall::db::redis::error_code((*reply)->text);
            }
            tell(**reply, story);
        }
    }
    return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = read(bytes, bytes.size() + 1);
    const auto pieces = read(bytes, 1 + data[0] % 32U);
    // A limit may be met earlier in pieces; what was read before it may not differ.
    const auto common = std::min(whole.find(" refused"), pieces.find(" refused"));
    if (whole.substr(0, common) != pieces.substr(0, common)) std::abort();
    return 0;
}
