// Any bytes, in one piece and in pieces: the same steps, and no byte lost or made up.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/multipart.hpp"

namespace {

using rollcall::http::Multipart;

std::string read(std::string_view body, std::size_t piece) {
    Multipart multipart("bound", {.header_bytes = 256, .preamble_bytes = 64, .parts = 8});
    std::string steps;
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const std::string own(body.substr(at, piece));
        multipart.feed(own);
        for (bool more = true; more;) {
            switch (multipart.next()) {
                case Multipart::Step::need_more: more = false; break;
                case Multipart::Step::part_begins:
                    steps += '(' + multipart.part().name + multipart.part().file_name.value_or("");
                    break;
                case Multipart::Step::data: steps += multipart.data(); break;
                case Multipart::Step::part_ends: steps += ')'; break;
                case Multipart::Step::finished: steps += '.'; break;
                case Multipart::Step::broken: return steps + multipart.reason().message;
            }
        }
    }
    return steps;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = 1 + data[0] % 64U;
    if (read(bytes, bytes.size() + 1) != read(bytes, piece)) std::abort();
    (void)rollcall::http::parse_boundary(bytes);
    (void)rollcall::http::clean_file_name(bytes);
    return 0;
}
