#include "cli/upload_command.hpp"

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <mutex>

#include <boost/json.hpp>

#include "base/ids.hpp"
#include "cli/job_summary.hpp"
#include "cli/progress_line.hpp"

namespace rollcall::cli {
namespace {

constexpr std::chrono::milliseconds poll{200};
constexpr std::size_t key_bytes = 16;
constexpr int tries = 3;

void pass_time(std::chrono::milliseconds time) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, time, [] { return false; });
}

bool has_ended(std::string_view status) {
    return status == "completed" || status == "failed" || status == "cancelled";
}

std::uint64_t whole_number(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_number() ? value->to_number<std::uint64_t>() : 0;
}

// A lost connection is tried again under the same key: the same upload is one job.
Result<boost::json::object> send(Client& client, const UploadRequest& request) {
    for (int attempt = 1;; ++attempt) {
        auto answer = client.upload(request);
        if (answer || answer.error().code != Errc::unavailable || attempt == tries) return answer;
        pass_time(poll * attempt);
    }
}

Result<Summary> wait_for_end(Client& client, const std::string& job) {
    ProgressLine line;
    for (;;) {
        const auto status = client.get("/status/" + job);
        if (!status) return std::unexpected(status.error());
        const auto summary = summary_of_status(*status);
        const auto* stage = status->if_contains("stage");
        line.show(
            static_cast<std::uint32_t>(whole_number(*status, "progress")),
            stage != nullptr && stage->is_string() ? std::string_view(stage->as_string()) : "",
            whole_number(*status, "rows_done")
        );
        if (has_ended(summary.status)) return summary;
        pass_time(poll);
    }
}

int upload_one(Client& client, const UploadOptions& options, const std::string& path) {
    UploadRequest request;
    request.path = path;
    if (!options.mode.empty()) request.fields["mode"] = options.mode;
    if (options.dry_run) request.fields["dry_run"] = "true";
    if (options.force) request.fields["force"] = "true";
    request.idempotency_key = random_hex(key_bytes);
    const auto answer = send(client, request);
    if (!answer) return tell(answer.error());
    const std::string job(answer->at("job_id").as_string());
    if (!options.wait) {
        options.json ? std::cout << boost::json::serialize(*answer) << '\n'
                     : std::cout << job << '\n';
        return 0;
    }
    const auto summary = wait_for_end(client, job);
    if (!summary) return tell(summary.error());
    options.json ? print_summary_json(std::cout, *summary) : print_summary(std::cout, *summary);
    return exit_code_of(*summary, options.strict);
}

}  // namespace

int upload_files(Client& client, const UploadOptions& options) {
    int worst = 0;
    for (const auto& path : options.paths)
        worst = std::max(worst, upload_one(client, options, path));
    return worst;
}

}  // namespace rollcall::cli
