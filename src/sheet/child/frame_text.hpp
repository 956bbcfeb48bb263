// The payloads of the small frames: everything but rows.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "sheet/child/frame.hpp"

namespace rollcall::sheet::child {

// The largest is Info, which names every sheet of a workbook.
inline constexpr std::size_t small_frame_bytes_max = 4 * mib;

std::string encode_info(const Info& info);
std::string encode_end(const End& end);
std::string encode_refusal(const Error& error);
std::string encode_failure(const Failure& failure);

// Nothing when the payload is not exactly one of its kind. Messages and names come back as valid
// UTF-8 without control characters, and a refusal's code is one that a reader may give.
std::optional<Info> decode_info(std::string_view payload);
std::optional<End> decode_end(std::string_view payload);
std::optional<Error> decode_refusal(std::string_view payload);
std::optional<Failure> decode_failure(std::string_view payload);

}  // namespace rollcall::sheet::child
