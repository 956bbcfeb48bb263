// A request's body as it comes from the wire, without its framing. Used on the io thread only.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "net/http1/body_decoder.hpp"
#include "net/pace.hpp"
#include "net/read_buffer.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

class BodyReader {
public:
    // `ahead` holds what was read with the head, and gets back what follows the body.
    BodyReader(Wire& wire, ReadBuffer& ahead, const Deadlines& deadlines)
        : wire_(wire), ahead_(ahead), deadlines_(deadlines) {}

    // The next body begins here.
    void begin(const http1::Framing& framing) {
        decoder_ = http1::BodyDecoder(framing);
        pace_ = Pace(deadlines_);
        owes_continue_ = framing.expects_continue;
    }

    // Fills the room with the body's next bytes; fewer only at its end. Refuses with
    // request_timeout a client that is too slow, with validation_error one that is gone before the
    // end or sends malformed chunks.
    Task<Result<std::size_t>> fill(std::span<char> into);

    bool is_done() const { return decoder_.is_done(); }

private:
    Task<std::size_t> receive(std::span<char> into);

    Wire& wire_;
    ReadBuffer& ahead_;
    Deadlines deadlines_;
    http1::BodyDecoder decoder_{http1::Framing{}};
    Pace pace_{deadlines_};
    bool owes_continue_ = false;
};

}  // namespace rollcall::net
