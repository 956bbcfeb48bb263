// What the parent asks of the reader child: handed over in a memory file, before any row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {

struct Request {
    OpenOptions open;  // of the file's name only the extension crosses over
    bool sandbox = true;
    std::int32_t parent = 0;  // the process that the child must not outlive
};

// The descriptors of the child, in the order in which the parent hands them over.
inline constexpr int file_descriptor = 3;
inline constexpr int spill_descriptor = 4;
inline constexpr int answer_descriptor = 5;
inline constexpr int request_descriptor = 6;

std::string encode(const Request& request);
// Nothing when the bytes are not exactly a request.
std::optional<Request> decode_request(std::string_view bytes);

// A memory file that holds the request. Throws Failure when the system has none to give.
Descriptor request_file(const Request& request);
// Reads the request that this process was started with, and closes its file.
std::optional<Request> take_request();

}  // namespace rollcall::sheet::child
