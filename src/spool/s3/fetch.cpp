#include "spool/s3/fetch.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "spool/s3/bucket.hpp"
#include "spool/scratch.hpp"

namespace rollcall::spool::s3 {

std::optional<Fetched> fetch(Bucket& bucket, const Scratch& scratch, const std::string& key) {
    std::optional<FetchedCopy> copy(scratch);
    const auto object = bucket.get(
        key,
        {.take = [&](std::string_view bytes) { return copy->append(bytes); },
         .restart = [&] { copy.emplace(scratch); }}
    );
    if (!object) return std::nullopt;
    return Fetched{*std::move(copy), object->sha256};
}

}  // namespace rollcall::spool::s3
