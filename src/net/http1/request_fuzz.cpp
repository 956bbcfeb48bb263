// A connection's bytes, in one piece and in pieces: the same requests, bodies and refusals.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "net/http1/body_decoder.hpp"
#include "net/http1/head.hpp"

namespace {

using namespace rollcall::net::http1;

constexpr HeadLimits limits{.bytes = 512, .target_bytes = 64, .fields = 8};

// Reads requests as the session does, its input growing by `piece` bytes a step.
class Connection {
public:
    Connection(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

    std::string read() {
        while (read_head() && read_body()) {
        }
        return std::move(story_);
    }

private:
    bool receive() {
        if (received_ == bytes_.size()) return false;
        received_ = std::min(received_ + piece_, bytes_.size());
        return true;
    }
    std::string_view ahead() const { return bytes_.substr(used_, received_ - used_); }

    bool refused(const rollcall::Error& error) {
        story_ += " refused: " + error.message;
        return false;
    }

    bool read_head() {
        HeadScanner scanner(limits);
        for (;;) {
            const auto end = scanner.scan(ahead());
            if (!end) return refused(end.error());
            if (*end) {
                rollcall::http::Head head;
                const auto framing = parse_head(ahead().substr(0, **end), limits, head);
                used_ += **end;
                if (!framing) return refused(framing.error());
                story_ += head.method + head.target + std::to_string(framing->keep_alive);
                for (const auto& [name, value] : head.headers)
                    story_ += name + ":" + value + ";";
                framing_ = *framing;
                return true;
            }
            if (!receive()) return false;
        }
    }

    bool read_body() {
        BodyDecoder decoder(framing_);
        while (!decoder.is_done()) {
            if (ahead().empty() && !receive()) return false;
            std::string own(ahead().substr(0, piece_));
            const auto decoded = decoder.decode(std::span(own));
            if (!decoded) return refused(decoded.error());
            if (decoded->payload > decoded->consumed || decoded->consumed > own.size())
                std::abort();
            if (decoded->consumed < own.size() && !decoder.is_done()) std::abort();
            story_ += own.substr(0, decoded->payload);
            used_ += decoded->consumed;
        }
        return true;
    }

    std::string_view bytes_;
    std::size_t piece_;
    std::size_t received_ = 0;
    std::size_t used_ = 0;
    Framing framing_;
    std::string story_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = Connection(bytes, bytes.size() + 1).read();
    const auto pieces = Connection(bytes, 1 + data[0] % 32U).read();
    // Which of two faults is named may depend on the cut; what was read before may not.
    const auto common = std::min(whole.find(" refused"), pieces.find(" refused"));
    if (whole.substr(0, common) != pieces.substr(0, common)) std::abort();
    return 0;
}
