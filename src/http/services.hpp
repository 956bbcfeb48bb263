// What the API is made of: the contracts it speaks to, and what `app` decides.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/rate_limit.hpp"
#include "base/result.hpp"
#include "http/api.hpp"
#include "http/metrics.hpp"
#include "load/geography_store.hpp"
#include "load/ledger.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "spool/spool.hpp"

namespace rollcall::http {

// The workbooks of a job.
enum class Document : std::uint8_t { report, corrections };

enum class TemplateFormat : std::uint8_t { xlsx, csv };

struct Settings {
    std::uint64_t upload_bytes_max = gib;
    std::uint32_t uploads_per_user = 8;     // at the same time
    std::uint32_t attempts_max = 2;         // of a new job
    std::vector<std::string> cors_origins;  // "https://app.example.org"; empty: same origin
    std::string metrics_token;              // empty: /metrics is open
    std::string version = "0.1.0";
};

// An uploaded geography file that is to replace the one before.
struct GeographyOrder {
    load::GeographySource source;  // the file lies in the spool
    bool dry_run = false;
};

// The stored geography.
struct GeographyServices {
    std::function<std::optional<load::GeographyFacts>()> facts = [] {
        return std::optional<load::GeographyFacts>();
    };
    // Refuses with what is wrong with the file; nothing is then changed.
    std::function<Result<load::GeographyImport>(const GeographyOrder&)> import =
        [](const GeographyOrder&) -> Result<load::GeographyImport> {
        return refuse(Errc::unavailable, "this server keeps no geography");
    };
};

// References outlive the API. The functions are called from any thread; they may block and throw
// Failure.
struct Services {
    queue::Queue& queue;
    load::Ledger& ledger;
    spool::Spool& spool;
    const Clock& clock;
    access::Gate& gate;
    RateLimit& requests;  // of each person, and of strangers, who share it with sockets
    access::Logins& logins;
    access::Accounts& accounts;
    access::Audit& audit;
    Settings settings;

    // An ended job's workbook, made now when it is missing. Refuses with not_found, saying why
    // there is none.
    std::function<Result<Descriptor>(const queue::Job&, Document)> document;
    // Removes a cleaned job's ledger and documents; how many bytes that freed at once. Its upload
    // goes with the spool's next sweep.
    std::function<std::uint64_t(const JobId&)> discard;
    // The names of the stores that do not answer ("database", "files").
    std::function<std::vector<std::string>()> silent_stores;
    // An empty list with one example row.
    std::function<std::string(TemplateFormat)> write_template;
    // The names of what does not answer, but can be done without ("redis").
    std::function<std::vector<std::string>()> degraded = [] { return std::vector<std::string>{}; };
    std::function<std::optional<LostBroadcasts>()> lost_broadcasts = [] {
        return std::optional<LostBroadcasts>{};
    };
    GeographyServices geography = {};
    // What is known of a job whose record is gone.
    std::function<std::optional<queue::RemovedJob>(const JobId&)> removed = [](const JobId&) {
        return std::optional<queue::RemovedJob>();
    };
};

std::unique_ptr<Api> make_api(Services services);

}  // namespace rollcall::http
