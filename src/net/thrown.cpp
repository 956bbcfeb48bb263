#include "net/thrown.hpp"

#include <exception>
#include <string_view>

#include <fmt/format.h>

#include "base/failure.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace rollcall::net {

Error error_of(const std::exception& thrown, std::string_view request_id) {
    log::error("net", fmt::format("request {}: {}", request_id, thrown.what()));
    const auto* const failure = dynamic_cast<const Failure*>(&thrown);
    const auto broken = failure != nullptr ? failure->broken() : Broken::other;
    switch (broken) {
        case Broken::database:
            return {Errc::unavailable, "The database does not answer: try again later.", {}};
        case Broken::disk_full:
            return {Errc::storage_full, "There is no space left: try again later.", {}};
        case Broken::corrupt_data:
        case Broken::other: break;
    }
    return {Errc::internal_error, "The server failed: the log knows more by the request id.", {}};
}

}  // namespace rollcall::net
