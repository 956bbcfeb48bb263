#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/data_folder.hpp"
#include "app/diagnosis.hpp"
#include "app/entrance.hpp"
#include "app/local_commands.hpp"
#include "app/postgres_doctor.hpp"
#include "app/redis_check.hpp"
#include "app/scratch_folder.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "event/bus.hpp"

namespace rollcall::app {
namespace {

constexpr std::size_t probe_bytes = 16;

bool is_missing(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) != 0 && errno == ENOENT;
}

Diagnosis look_at_folder(const Settings& settings) {
    const auto& path = settings.data_dir;
    const auto mend = [](const std::string& text) { return Diagnosis{"data folder", false, text}; };
    if (is_missing(path)) return {"data folder", true, path + " is made at the first start"};
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return mend(path + ": " + std::strerror(errno));
    if (!S_ISDIR(info.st_mode)) return mend(path + " is no folder: move it away");
    if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
        return mend("this user may not write to " + path + ": become its owner, or chown it");
    }
    if ((info.st_mode & 0077U) != 0) return mend("others may look into it: chmod 700 " + path);
    return {"data folder", true, path};
}

// What holds secrets is for its owner, and perhaps a group, to read.
Diagnosis look_at_secrets(const Settings& settings) {
    std::string open;
    for (const auto* path : {&settings.file, &settings.tls_key_file}) {
        struct stat info {};
        if (path->empty() || ::stat(path->c_str(), &info) != 0) continue;
        if ((info.st_mode & S_IRWXO) != 0) open += ' ' + *path;
    }
    if (open.empty()) return {"secrets", true, "no file with one is open to everybody"};
    return {"secrets", false, "everybody on this machine may read them: chmod o=" + open};
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

Diagnosis look_at_queue(Stores& stores) {
    const auto counts = stores.queue().counts({});
    return {
        "queue",
        true,
        with_commas(counts.waiting + counts.paused) + " waiting, " + with_commas(counts.delayed) +
            " delayed, " + with_commas(counts.failed) + " failed"};
}

// Writes a few bytes, reads them again and removes them: what a person's upload would go through.
Diagnosis look_at_files(Stores& stores) {
    const auto broken = [](const std::string& why) { return Diagnosis{"files", false, why}; };
    auto intake = stores.spool().start(kib);
    if (!intake) return broken(intake.error().message);
    const auto taken = (*intake)->append("rollcall doctor " + random_hex(probe_bytes));
    if (!taken) return broken(taken.error().message);
    const auto sealed = (*intake)->seal();
    if (!sealed) return broken(sealed.error().message);
    const auto read = stores.spool().open(sealed->sha256);
    stores.spool().remove(sealed->sha256);
    if (!read) return broken("what was written cannot be read: " + read.error().message);
    return {"files", true, "are written and read"};
}

std::vector<Diagnosis> look_at_stores(const Settings& settings, const std::string& folder) {
    event::Bus bus;
    const auto stores = open_stores(settings, {folder, bus});
    if (!stores) return {{"database", false, stores.error().message}};
    std::vector<Diagnosis> found;
    if (!settings.shares_stores()) {
        const auto failing = (*stores)->failing();
        found.push_back(
            {"database", failing.empty(), failing.empty() ? "answers" : "does not answer"}
        );
    }
    found.push_back(look_at_queue(**stores));
    found.push_back(look_at_files(**stores));
    return found;
}

// The store of a folder that is well.
std::vector<Diagnosis> look_into_folder(const Settings& settings) {
    if (is_missing(settings.data_dir)) return {{"database", true, "is made at the first start"}};
    const auto folder = DataFolder::own(settings.data_dir);
    if (!folder) {
        const auto server = server_of(settings.data_dir);
        const auto who = server ? "the server at " + server->url : "another rollcall";
        return {{"database", true, who + " uses it"}};
    }
    return look_at_stores(settings, folder->path());
}

std::vector<Diagnosis> look_into_postgres(const Settings& settings) {
    auto found = look_at_postgres(settings);
    const auto well = std::ranges::all_of(found, [](const Diagnosis& one) {
        return one.well || one.subject == "durability" || one.subject == "clock" ||
               one.subject == way_subject;
    });
    // Without the tables there is nothing to open; nor is a folder made for a look.
    if (!well || is_missing(settings.data_dir)) return found;
    const ScratchFolder scratch(settings.data_dir);
    for (auto& more : look_at_stores(settings, scratch.path()))
        found.push_back(std::move(more));
    return found;
}

// A broken store is what a doctor is called for: it is told among the rest.
std::vector<Diagnosis> look_at_store(const Settings& settings) {
    try {
        return settings.shares_stores() ? look_into_postgres(settings) : look_into_folder(settings);
    } catch (const Failure& failure) {
        return {{"database", false, failure.what()}};
    }
}

std::vector<Diagnosis> look_into_redis(const Settings& settings, bool repair) {
    try {
        return look_at_redis(settings, repair);
    } catch (const Failure& failure) {
        return {{"redis", false, failure.what()}};
    }
}

Diagnosis look_at_key(const Settings& settings) {
    if (const auto key = check_token_key(settings); !key) {
        return {"token key", false, key.error().message};
    }
    if (const auto keys = check_provider(settings); !keys) {
        return {"token key", false, keys.error().message};
    }
    const bool is_set = !settings.jwt_secret.empty() || settings.shares_stores();
    return {
        "token key",
        true,
        settings.has_provider() ? "the identity provider's are good"
        : is_set                ? "is set"
                                : "is kept in the data folder"};
}

}  // namespace

int doctor(const Settings& settings, const DoctorOptions& options) {
    std::vector<Diagnosis> found{
        look_at_folder(settings),
        look_at_secrets(settings),
        look_at_space(settings),
        look_at_sandbox(settings),
        look_at_key(settings)};
    // To look into a store is to own its folder, which makes it private: not before that is asked.
    if (found.front().well) {
        for (auto& more : look_at_store(settings))
            found.push_back(std::move(more));
    }
    if (settings.has_redis()) {
        for (auto& more : look_into_redis(settings, options.repair))
            found.push_back(std::move(more));
    }
    const bool json = options.json;
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
