#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {

Result<Answer> Board::progress(std::string_view id, std::string_view progress) {
    if (!is_json(progress))
        return refuse(Errc::validation_error, "The progress of a job in Redis must be JSON.");
    const auto event = std::string(R"({"jobId":)")
                           .append(boost::json::serialize(boost::json::string(id)))
                           .append(R"(,"progress":)")
                           .append(progress)
                           .append("}");
    auto call = scripts().progress.call({keys_.base()});
    call.add(id).add(progress).add(event);
    return answer_of(run(scripts().progress, call).integer);
}

Result<Answer> Board::update(std::string_view id, std::string_view data) {
    if (!is_json(data))
        return refuse(Errc::validation_error, "The data of a job in Redis must be JSON.");
    auto call = scripts().update.call({keys_.base()});
    call.add(id).add(data);
    return answer_of(run(scripts().update, call).integer);
}

std::optional<std::uint64_t> Board::log(
    std::string_view id,
    std::span<const std::string> lines,
    std::optional<std::uint32_t> lines_max
) {
    if (lines.empty()) return logs(id, {.first = 0, .last = -1}).size();
    auto call = scripts().log.call({keys_.base()});
    call.add(id).add(lines_max ? std::to_string(*lines_max) : "");
    for (const auto& line : lines)
        call.add(line);
    const auto count = run(scripts().log, call).integer;
    if (count < 0) return std::nullopt;
    return static_cast<std::uint64_t>(count);
}

}  // namespace rollcall::queue::bull
