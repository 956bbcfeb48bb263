#include "sheet/zip/unpacker.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/core.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "base/text.hpp"
#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::zip {
namespace {

// ISA-L counts in 32 bits.
constexpr std::size_t step_bytes_max = std::size_t{1} << 30U;
constexpr std::size_t input_bytes = 64 * kib;

std::unexpected<Error> too_large(std::string_view what) {
    return refuse(
        Errc::file_too_large,
        fmt::format(
            "The file unpacks to too much: {}. Copy the list alone into a new workbook, as "
            "values, and send that.",
            what
        )
    );
}

unsigned char* bytes_of(char* text) {
    return reinterpret_cast<unsigned char*>(text);
}

}  // namespace

struct Unpacker::Inflater {
    inflate_state state{};
    std::array<char, input_bytes> input{};
};

Unpacker::Unpacker(Archive& archive, const Entry& entry, std::uint64_t bytes_max)
    : archive_(archive), entry_(entry), bytes_max_(bytes_max) {
    if (entry.method == Method::deflated) {
        inflater_ = std::make_unique<Inflater>();
        isal_inflate_init(&inflater_->state);
    }
}

Unpacker::~Unpacker() = default;

Result<std::size_t> Unpacker::read(std::span<char> into) {
    if (done_ || into.empty()) return 0;
    into = into.first(std::min(into.size(), step_bytes_max));
    Result<std::size_t> got = 0;
    if (inflater_ == nullptr) {
        got = read_stored(into);
    } else {
        got = read_deflated(into);
    }
    if (!got) return got;
    if (const auto counted = count(into.first(*got)); !counted)
        return std::unexpected(counted.error());
    if (*got < into.size()) {
        done_ = true;
        if (const auto whole = check_end(); !whole) return std::unexpected(whole.error());
    }
    return got;
}

std::size_t Unpacker::read_stored(std::span<char> into) {
    const auto left = entry_.packed_size - packed_read_;
    const auto part =
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size())));
    const auto got = archive_.file().read_at(entry_.data_at + packed_read_, part);
    packed_read_ += got;
    return got;
}

// Gives the inflater more packed bytes; false when there are none.
bool Unpacker::feed() {
    const auto left = entry_.packed_size - packed_read_;
    const auto room = std::span(inflater_->input);
    const auto part =
        room.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, room.size())));
    const auto got = archive_.file().read_at(entry_.data_at + packed_read_, part);
    packed_read_ += got;
    inflater_->state.next_in = bytes_of(part.data());
    inflater_->state.avail_in = static_cast<std::uint32_t>(got);
    return got > 0;
}

Result<std::size_t> Unpacker::read_deflated(std::span<char> into) {
    auto& state = inflater_->state;
    state.next_out = bytes_of(into.data());
    state.avail_out = static_cast<std::uint32_t>(into.size());
    while (state.avail_out > 0 && state.block_state != ISAL_BLOCK_FINISH) {
        const auto out_before = state.avail_out;
        const bool more = state.avail_in > 0 || feed();
        if (isal_inflate(&state) != ISAL_DECOMP_OK) return damaged("a part's data is broken");
        const bool stuck = !more && state.avail_out == out_before;
        if (stuck && state.block_state != ISAL_BLOCK_FINISH)
            return damaged("a part's data ends too early");
    }
    if (state.block_state == ISAL_BLOCK_FINISH) {
        const auto unread = state.avail_in + static_cast<std::uint32_t>(state.read_in_length) / 8;
        if (unread > 0 || packed_read_ < entry_.packed_size)
            return damaged("a part's data is longer than it should be");
    }
    return into.size() - state.avail_out;
}

Result<void> Unpacker::count(std::span<const char> bytes) {
    const auto& limits = archive_.limits();
    unpacked_ += bytes.size();
    archive_.unpacked_bytes() += bytes.size();
    if (unpacked_ > entry_.size) return damaged("a part is larger than it states");
    if (unpacked_ > bytes_max_) {
        return too_large(
            fmt::format("one part is over {} bytes, the most allowed", with_commas(bytes_max_))
        );
    }
    if (archive_.unpacked_bytes() > limits.unpacked_bytes) {
        return too_large(fmt::format(
            "all parts are over {} bytes, the most allowed", with_commas(limits.unpacked_bytes)
        ));
    }
    if (unpacked_ > limits.ratio_judged_past &&
        unpacked_ / limits.ratio > std::max<std::uint64_t>(entry_.packed_size, 1)) {
        return too_large(fmt::format("one part grows to over {} times its size", limits.ratio));
    }
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    crc_ = crc32_gzip_refl(crc_, data, bytes.size());
    return {};
}

Result<void> Unpacker::check_end() const {
    if (unpacked_ != entry_.size) return damaged("a part is smaller than it states");
    if (crc_ != entry_.crc) return damaged("a part's checksum is wrong");
    return {};
}

}  // namespace rollcall::sheet::zip
