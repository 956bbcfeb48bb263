// MessagePack, as far as it says what JSON and its binary attachments say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.hpp"

namespace rollcall::live::redis {

struct Unpacked {
    boost::json::value value;
    // In the value stands {"_placeholder":true,"num":<index>} for each, as in a packet.
    std::vector<std::string> attachments;
};

struct UnpackLimits {
    std::size_t depth_max = 32;
    std::size_t attachments_max = 10;
};

// Refuses with validation_error what is not exactly one well-formed value, nested too deeply, with
// too many attachments, text that is no UTF-8, keys that are no text or pose as a placeholder, or
// extensions other than the timestamp, which becomes its text in ISO 8601 as in JSON. Numbers that
// JSON does not know become null. The memory it takes is bounded by a multiple of `bytes`.
Result<Unpacked> unpack(std::string_view bytes, const UnpackLimits& limits = {});

// Each number and length in its shortest form; a placeholder as the attachment that it names.
std::string pack(const Unpacked& packed);

}  // namespace rollcall::live::redis
