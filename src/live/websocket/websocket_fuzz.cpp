// A client's bytes in cuts that the input itself chooses: what is heard may not depend on them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "live/websocket/receiver.hpp"

using namespace rollcall;
using namespace rollcall::live::websocket;

namespace {

constexpr std::size_t message_bytes_max = 1'000;

void must(bool promise) {
    if (!promise) std::abort();
}

class Heard final : public Receiver::Sink {
public:
    void message(Opcode kind, std::string_view payload) override {
        must(kind == Opcode::text || kind == Opcode::binary);
        must(payload.size() <= message_bytes_max);
        must(kind == Opcode::binary || is_utf8(payload));
        put(kind == Opcode::text ? 't' : 'b', payload);
    }
    void ping(std::string_view payload) override { put('i', payload); }
    void pong(std::string_view payload) override { put('o', payload); }
    void close(std::optional<CloseCode> code, std::string_view reason) override {
        must(is_utf8(reason));
        put('c', std::to_string(code ? static_cast<unsigned>(*code) : 0));
        put('r', reason);
    }
    void refused(const Closing& closing) {
        put('x', std::to_string(static_cast<unsigned>(closing.code)) + closing.reason);
    }

    std::string all;

private:
    void put(char what, std::string_view payload) {
        all += what;
        all += std::to_string(payload.size());
        all += ' ';
        all += payload;
    }
};

// `cuts` are the lengths of the pieces, again and again; none: all at once.
std::string hear(std::string bytes, std::span<const std::uint8_t> cuts) {
    Receiver receiver(message_bytes_max);
    Heard heard;
    std::size_t turn = 0;
    for (auto rest = std::span(bytes); !rest.empty();) {
        const std::size_t wanted = cuts.empty() ? rest.size() : cuts[turn++ % cuts.size()] + 1U;
        const auto piece = rest.first(std::min(wanted, rest.size()));
        rest = rest.subspan(piece.size());
        const auto fed = receiver.feed(piece, heard);
        must(receiver.held_bytes() <= 4 * message_bytes_max);
        if (!fed) heard.refused(fed.error());
    }
    return heard.all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t cuts_max = 4;
    const auto input = std::span(data, size);
    const auto cuts = input.first(std::min(size, cuts_max));
    const auto rest = input.subspan(cuts.size());
    const std::string bytes(rest.begin(), rest.end());

    const auto whole = hear(bytes, {});
    must(hear(bytes, cuts) == whole);
    constexpr std::uint8_t single = 0;
    must(hear(bytes, std::span(&single, 1)) == whole);
    return 0;
}
