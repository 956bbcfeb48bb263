// An object as a file of this machine.
#pragma once

#include <optional>
#include <string>

#include "spool/s3/bucket.hpp"
#include "spool/scratch.hpp"

namespace rollcall::spool::s3 {

struct Fetched {
    FetchedCopy copy;
    std::string sha256;  // as it was told when the object was put
};

// Nothing: there is no such object. Throws Failure.
std::optional<Fetched> fetch(Bucket& bucket, const Scratch& scratch, const std::string& key);

}  // namespace rollcall::spool::s3
