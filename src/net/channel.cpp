#include "net/channel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "base/limits.hpp"
#include "net/asio.hpp"

namespace rollcall::net {
namespace {

constexpr std::size_t record_bytes = 16 * kib;  // the most that TLS takes at a time

std::string_view text_of(const asio::const_buffer& piece) {
    return {static_cast<const char*>(piece.data()), piece.size()};
}

// What is left of pieces that are sent in part.
class Rest {
public:
    explicit Rest(std::span<const asio::const_buffer> pieces) : pieces_(pieces) { skip_empty(); }

    bool empty() const { return pieces_.empty(); }

    // The next record's bytes: in place when one piece fills it, else copied together, since each
    // record costs its own head, tag and packet.
    std::string_view next(std::span<char> room) const {
        const auto first = text_of(pieces_.front()).substr(offset_);
        if (first.size() >= room.size() || pieces_.size() == 1) return first.substr(0, room.size());
        std::size_t count = 0;
        auto offset = offset_;
        for (const auto& piece : pieces_) {
            const auto text = text_of(piece).substr(offset, room.size() - count);
            if (!text.empty()) std::memcpy(&room[count], text.data(), text.size());
            count += text.size();
            offset = 0;
            if (count == room.size()) break;
        }
        return {room.data(), count};
    }

    void drop(std::size_t count) {
        offset_ += count;
        skip_empty();
    }

private:
    void skip_empty() {
        while (!pieces_.empty() && offset_ >= pieces_.front().size()) {
            offset_ -= pieces_.front().size();
            pieces_ = pieces_.subspan(1);
        }
    }

    std::span<const asio::const_buffer> pieces_;
    std::size_t offset_ = 0;
};

}  // namespace

std::size_t Channel::read_some(std::span<char> into, ErrorCode& error) {
    if (!tls_) return socket_.read_some(asio::buffer(into.data(), into.size()), error);
    const auto read = tls_->read(into);
    error = read.has_ended    ? ErrorCode(asio::error::eof)
            : read.bytes == 0 ? ErrorCode(asio::error::would_block)
                              : ErrorCode();
    return read.bytes;
}

std::size_t Channel::write_some(std::span<const asio::const_buffer> pieces, ErrorCode& error) {
    return tls_ ? write_secured(pieces, error) : socket_.write_some(pieces, error);
}

std::size_t Channel::write_secured(std::span<const asio::const_buffer> pieces, ErrorCode& error) {
    std::array<char, record_bytes> room;
    std::size_t total = 0;
    for (Rest rest(pieces); !rest.empty();) {
        const auto written = tls_->write(rest.next(room));
        total += written.bytes;
        rest.drop(written.bytes);
        if (written.has_ended)
            error = asio::error::connection_reset;
        else if (written.bytes == 0)
            error = asio::error::would_block;
        else
            continue;
        return total;
    }
    error = {};
    return total;
}

void Channel::end_writing(ErrorCode& error) {
    if (tls_) tls_->say_goodbye();
    static_cast<void>(socket_.shutdown(Socket::shutdown_send, error));
}

void Channel::close() {
    tls_.reset();
    ErrorCode ignored;
    static_cast<void>(socket_.close(ignored));
}

}  // namespace rollcall::net
