#include <filesystem>
#include <iostream>
#include <vector>

#include <boost/json.hpp>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/engine.hpp"
#include "app/local_commands.hpp"
#include "base/text.hpp"

namespace rollcall::app {
namespace {

struct Diagnosis {
    std::string subject;
    bool well = true;
    std::string text;  // what is so, or what to mend
};

Diagnosis look_at_folder(const Settings& settings) {
    struct stat info {};
    if (::stat(settings.data_dir.c_str(), &info) != 0) {
        return {"data folder", true, settings.data_dir + " is made at the first start"};
    }
    if ((info.st_mode & 0077U) != 0) {
        return {"data folder", false, "others may look into it: chmod 700 " + settings.data_dir};
    }
    return {"data folder", true, settings.data_dir};
}

Diagnosis look_at_space(const Settings& settings) {
    struct statvfs space {};
    const auto folder = std::filesystem::exists(settings.data_dir) ? settings.data_dir : ".";
    if (::statvfs(folder.c_str(), &space) != 0) {
        return {"disk space", false, "cannot be told for " + folder};
    }
    const auto free_mib = space.f_bavail * space.f_frsize / mib;
    const auto text = with_commas(free_mib) + " MiB free";
    // A million rows need about 1.3 GiB: upload, database with its log, report.
    return {"disk space", free_mib >= 2 * kib, free_mib >= 2 * kib ? text : text + ": make room"};
}

Diagnosis look_at_sandbox(const Settings& settings) {
    if (!settings.sandbox) return {"sandbox", false, "SANDBOX=false: set it to true"};
    const auto landlock = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U);
    if (landlock < 1) {
        return {"sandbox", true, "seccomp and limits; this kernel has no Landlock"};
    }
    return {"sandbox", true, "seccomp, limits, Landlock ABI " + std::to_string(landlock)};
}

std::vector<Diagnosis> look_at_store(const Settings& settings) {
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return {{"database", true, folder.error().message}};
    const auto engine = Engine::open(settings, *folder);
    if (!engine) return {{"database", false, engine.error().message}};
    std::vector<Diagnosis> found;
    const auto failing = (*engine)->failing_stores();
    found.push_back({"database", failing.empty(), failing.empty() ? "answers" : "does not answer"});
    const auto counts = (*engine)->queue().counts({});
    found.push_back(
        {"queue",
         true,
         with_commas(counts.waiting + counts.paused) + " waiting, " + with_commas(counts.delayed) +
             " delayed, " + with_commas(counts.failed) + " failed"}
    );
    return found;
}

}  // namespace

int doctor(const Settings& settings, bool json) {
    std::vector<Diagnosis> found{
        look_at_folder(settings), look_at_space(settings), look_at_sandbox(settings)};
    for (auto& more : look_at_store(settings))
        found.push_back(std::move(more));
    bool well = true;
    boost::json::array list;
    for (const auto& one : found) {
        well = well && one.well;
        list.push_back({{"subject", one.subject}, {"well", one.well}, {"text", one.text}});
        if (!json) {
            std::cout << (one.well ? "well  " : "MEND  ") << one.subject << ": " << one.text
                      << '\n';
        }
    }
    if (json) std::cout << boost::json::serialize(list) << '\n';
    return well ? 0 : 3;
}

}  // namespace rollcall::app
