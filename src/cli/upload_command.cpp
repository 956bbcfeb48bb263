#include "cli/upload_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "cli/client.hpp"
#include "cli/summary.hpp"
#include "cli/watch.hpp"

namespace rollcall::cli {
namespace {

constexpr std::chrono::milliseconds pause{200};
constexpr std::size_t key_bytes = 16;
constexpr int tries = 3;

// A lost connection is tried again under the same key: the same upload is one job.
Result<boost::json::object> send(Client& client, const UploadRequest& request) {
    for (int attempt = 1;; ++attempt) {
        auto answer = client.upload(request);
        if (answer || answer.error().code != Errc::unavailable || attempt == tries) return answer;
        if (client.stop_asked(pause * attempt))
            return refuse(Errc::cancelled, "stopped before the file was sent");
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
    const auto summary = follow_to_end(client, {job, {}});
    if (!summary) return tell(summary.error());
    options.json ? print_summary_json(std::cout, *summary) : print_summary(std::cout, *summary);
    return exit_code_of(*summary, options.strict);
}

}  // namespace

int upload_files(Client& client, const UploadOptions& options) {
    int worst = 0;
    for (const auto& path : options.paths) {
        worst = std::max(worst, upload_one(client, options, path));
        if (worst == exit_interrupted) break;
    }
    return worst;
}

}  // namespace rollcall::cli
