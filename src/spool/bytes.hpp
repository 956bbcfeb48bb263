// Bytes to and from a descriptor, whole.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace rollcall::spool {

// Zero, or the errno of the write that failed.
int write_all(int file, std::string_view bytes);

// Hands on the file's bytes from its start to its end, in steps of at most 256 KiB. Throws Failure
// when it cannot be read.
void read_from_start(int file, const std::function<void(std::string_view)>& take);

// SHA-256 of the file from its start to its end, as hex; reading starts at its start again
// afterwards. Throws Failure when it cannot be read.
std::string hash_from_start(int file);

}  // namespace rollcall::spool
