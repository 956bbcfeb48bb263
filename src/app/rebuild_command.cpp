#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/types.h>

#include "app/ended_job.hpp"
#include "app/engine.hpp"
#include "app/exit_codes.hpp"
#include "app/local_commands.hpp"
#include "app/settings.hpp"
#include "app/workplace.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

constexpr std::size_t piece = 1 << 20;
constexpr mode_t private_file = 0600;

Result<void> copy_out(const Descriptor& from, const std::string& path) {
    const Descriptor to(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, private_file)
    );
    auto copied = static_cast<ssize_t>(to ? 1 : -1);
    while (copied > 0)
        copied = ::sendfile(to.get(), from.get(), nullptr, piece);
    if (copied == 0) return {};
    return refuse(Errc::storage_full, path + ": " + std::strerror(errno));
}

}  // namespace

int rebuild_report(const Settings& settings, const std::string& job_id, const std::string& out) {
    const auto place = Workplace::take(settings);
    if (!place) return say(place.error(), exit_out_of_reach);
    const auto engine = Engine::open(settings, place->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    auto& stores = (*engine)->stores();
    const auto job = ended_job(stores, job_id);
    if (!job) return say(job.error(), exit_failed);
    const auto made = (*engine)->documents().make_report(*job, [](std::uint64_t, std::uint64_t) {
        return false;
    });
    if (!made) return say(made.error(), exit_failed);
    // Before anybody has it: what is not recorded is not handed out.
    stores.audit().append(
        {.actor = typist(),
         .action = "download",
         .subject = job->id.text(),
         .details = "report",
         .file_sha256 = job->file_sha256}
    );
    if (out.empty()) {
        std::cout << stores.place_of(*made) << '\n';
        return 0;
    }
    const auto report = stores.shelf().open(*made);
    if (!report) return say(report.error(), exit_failed);
    if (const auto copied = copy_out(*report, out); !copied) {
        return say(copied.error(), exit_failed);
    }
    std::cout << out << '\n';
    return 0;
}

}  // namespace rollcall::app
