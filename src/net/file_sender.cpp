#include "net/file_sender.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

#include "http/message.hpp"
#include "net/asio.hpp"
#include "net/pace.hpp"

namespace rollcall::net {
namespace {

// Reads as much as the room holds; less only at the file's end or on an error.
std::size_t read_at(int file, std::span<char> into, std::uint64_t offset) {
    std::size_t count = 0;
    while (count < into.size()) {
        const auto rest = into.subspan(count);
        const auto got =
            ::pread(file, rest.data(), rest.size(), static_cast<off_t>(offset + count));
        if (got <= 0) break;
        count += static_cast<std::size_t>(got);
    }
    return count;
}

}  // namespace

Task<bool> FileSender::send(http::FileBody body) {
    const auto size = std::min<std::uint64_t>(settings_.transfer_bytes, body.length);
    std::vector<char> buffer(static_cast<std::size_t>(size));
    Pace pace(settings_.deadlines);
    while (body.length > 0) {
        const auto wanted = static_cast<std::size_t>(std::min(size, body.length));
        std::size_t count = 0;
        auto work = [&] {
            count = read_at(body.file.get(), std::span(buffer.data(), wanted), body.offset);
        };
        // However much waits for a thread: the answer has begun.
        auto reading = storage_.run_admitted(std::move(work));
        co_await std::move(reading);
        // The length was promised: a cut line is the only way left to say that it failed.
        if (count < wanted) co_return false;
        auto writing = wire_.write(std::string_view(buffer.data(), count), {}, pace);
        if (!co_await std::move(writing)) co_return false;
        body.offset += count;
        body.length -= count;
    }
    co_return true;
}

}  // namespace rollcall::net
