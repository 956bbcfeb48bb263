#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/ended_job.hpp"
#include "app/exit_codes.hpp"
#include "app/local_commands.hpp"
#include "app/proof.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "app/workplace.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"

namespace rollcall::app {
namespace {

struct Verdict {
    const queue::Job& job;
    const std::vector<Proof>& proofs;
    bool holds;
};

void print(const Verdict& verdict) {
    for (const auto& proof : verdict.proofs) {
        std::cout << (proof.holds ? "proved  " : "WRONG   ") << proof.subject << ": " << proof.text
                  << '\n';
    }
    std::cout << verdict.job.id.text() << " (" << to_string(verdict.job.state) << ") "
              << (verdict.holds ? "is proved" : "is NOT proved") << '\n';
}

void print_json(const Verdict& verdict) {
    boost::json::array proofs;
    for (const auto& [subject, holds, text] : verdict.proofs)
        proofs.push_back({{"subject", subject}, {"proved", holds}, {"text", text}});
    std::cout << boost::json::serialize(boost::json::object{
                     {"job_id", verdict.job.id.text()},
                     {"status", to_string(verdict.job.state)},
                     {"proved", verdict.holds},
                     {"proofs", std::move(proofs)}})
              << '\n';
}

}  // namespace

int verify_job(const Settings& settings, const VerifyOptions& options) {
    const auto place = Workplace::take(settings);
    if (!place) return say(place.error(), exit_out_of_reach);
    event::Bus bus;
    const auto stores = open_stores(settings, {place->path(), bus});
    if (!stores) return say(stores.error(), exit_out_of_reach);
    const auto job = ended_job(**stores, options.job);
    if (!job) {
        const bool wrong_use = job.error().code == Errc::validation_error;
        return say(job.error(), wrong_use ? exit_usage : exit_failed);
    }
    const auto proofs = prove(**stores, *job);
    const Verdict verdict{*job, proofs, std::ranges::all_of(proofs, &Proof::holds)};
    options.json ? print_json(verdict) : print(verdict);
    return verdict.holds ? 0 : exit_failed;
}

}  // namespace rollcall::app
