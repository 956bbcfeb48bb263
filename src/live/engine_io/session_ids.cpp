#include "live/engine_io/session_ids.hpp"

#include <cstddef>
#include <string>

#include "access/base64url.hpp"
#include "base/ids.hpp"

namespace rollcall::live::engine_io {
namespace {

constexpr std::size_t random_each = 12;
constexpr std::size_t ids_a_call = 21;  // 252 bytes: the system gives at most 256 at once

}  // namespace

std::string SessionIds::next() {
    if (random_.empty()) random_ = random_bytes(random_each * ids_a_call);
    auto bytes = random_.substr(random_.size() - random_each);
    random_.resize(random_.size() - random_each);
    const auto count = count_++;
    for (const unsigned shift : {16U, 8U, 0U})
        bytes += static_cast<char>(count >> shift & 255U);
    return access::to_base64url(bytes);
}

}  // namespace rollcall::live::engine_io
