#include "queue/bull/keys.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull {
namespace {

constexpr std::string_view unreadable = "*?[]@";

}  // namespace

Result<Keys> Keys::make(std::string_view prefix, std::string_view queue) {
    for (const auto part : {prefix, queue}) {
        if (!part.empty() && part.find_first_of(unreadable) == std::string_view::npos) continue;
        return refuse(
            Errc::validation_error,
            "The queue's prefix and name in Redis must not be empty, nor hold any of " +
                std::string(unreadable) + ": choose others."
        );
    }
    std::string worker_name(prefix);
    worker_name += ':';
    append_base64(worker_name, queue);
    return Keys(std::string(prefix).append(":").append(queue).append(":"), std::move(worker_name));
}

Keys::Keys(std::string base, std::string worker_name)
    : base_(std::move(base)), worker_name_(std::move(worker_name)) {}

}  // namespace rollcall::queue::bull
