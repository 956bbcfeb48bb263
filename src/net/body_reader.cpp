#include "net/body_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace rollcall::net {

Task<Result<std::size_t>> BodyReader::fill(std::span<char> into) {
    std::size_t filled = 0;
    while (filled < into.size() && !decoder_.is_done()) {
        const auto room = into.subspan(filled);
        auto count = ahead_.take(room);
        if (count == 0) {
            auto receiving = receive(room);
            count = co_await std::move(receiving);
        }
        if (count == 0 && wire_.is_expired()) {
            co_return refuse(Errc::request_timeout, "The request's body comes too slowly.");
        }
        if (count == 0) {
            co_return refuse(Errc::validation_error, "The request ends before its body does.");
        }
        const auto decoded = decoder_.decode(room.first(count));
        if (!decoded) co_return std::unexpected(decoded.error());
        ahead_.put_back(room.subspan(decoded->consumed, count - decoded->consumed));
        filled += decoded->payload;
    }
    co_return filled;
}

Task<std::size_t> BodyReader::receive(std::span<char> into) {
    if (std::exchange(owes_continue_, false)) {
        auto writing = wire_.write("HTTP/1.1 100 Continue\r\n\r\n", {}, pace_);
        if (!co_await std::move(writing)) co_return 0;
    }
    const auto wanted = std::min<std::uint64_t>(into.size(), decoder_.readable_max());
    const auto began = std::chrono::steady_clock::now();
    auto reading =
        wire_.read_some(into.first(static_cast<std::size_t>(wanted)), began + pace_.allowed());
    const auto count = co_await std::move(reading);
    pace_.note(std::chrono::steady_clock::now() - began, count);
    co_return count;
}

}  // namespace rollcall::net
