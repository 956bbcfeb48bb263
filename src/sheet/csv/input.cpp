#include "sheet/csv/input.hpp"

#include <cstdint>
#include <cstring>
#include <span>

#include "base/limits.hpp"
#include "sheet/csv/decoder.hpp"
#include "sheet/csv/encoding.hpp"
#include "sheet/csv/scanner.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::csv {
namespace {

// Small enough for the second-level cache, so that scanning finds there what reading left.
constexpr std::size_t step_bytes = 128 * kib;
constexpr std::size_t room_bytes = step_bytes * decoded_bytes_max;

}  // namespace

Input::Input(const File& file, const EncodingFacts& facts)
    : file_(file),
      facts_(facts),
      offset_(facts.mark_bytes),
      buffer_(2 * room_bytes + scan_padding),
      raw_(facts.damaged ? step_bytes : 0) {}

void Input::make_room() {
    const auto held = end_ - begin_;
    std::memmove(buffer_.data(), buffer_.data() + begin_, held);
    begin_ = 0;
    end_ = held;
    // Doubling bounds the copying of a record that outgrows window after window.
    if (buffer_.size() < held + room_bytes + scan_padding) {
        buffer_.resize(buffer_.size() * 2);
    }
}

void Input::fill() {
    make_room();
    if (!facts_.damaged) {
        const auto got = file_.read_at(offset_, std::span(buffer_).subspan(end_, step_bytes));
        // A file that got shorter since it was opened ends here.
        offset_ = got == 0 ? file_.size() : offset_ + got;
        end_ += got;
        return;
    }
    const auto got = file_.read_at(offset_, raw_);
    const bool last = offset_ + got >= file_.size() || got == 0;
    const auto decoded = decode(facts_.encoding, {raw_.data(), got}, last, buffer_.data() + end_);
    offset_ = last ? file_.size() : offset_ + decoded.taken;
    end_ += decoded.made;
}

std::uint64_t Input::bytes_read() const {
    return facts_.damaged ? offset_ : offset_ - (end_ - begin_);
}

}  // namespace rollcall::sheet::csv
