#include "tests/sim/node.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/failure.hpp"
#include "sheet/child/child.hpp"
#include "tests/sim/actor.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/sim/files.hpp"
#include "tests/sim/plants.hpp"
#include "tests/sim/sightings.hpp"
#include "tests/sim/storm.hpp"
#include "work/work.hpp"

namespace rollcall::sim {
namespace {

constexpr std::chrono::hours retention{24};
// Short, so that a schedule meets leases that run out and workers that hang.
constexpr std::chrono::seconds lease{4};
constexpr std::chrono::seconds idle_max{7};

work::LeaseSettings lease_settings() {
    return {.lease = lease, .idle_max = idle_max, .interval = std::nullopt};
}

std::optional<Sighting> sighting_of_lost(std::string_view what) {
    if (what == "add") return Sighting::unknown_accept;
    if (what == "claim") return Sighting::unknown_claim;
    if (what == "append") return Sighting::unknown_commit;
    if (what == "complete" || what == "fail" || what == "end_cancelled") {
        return Sighting::unknown_end;
    }
    return std::nullopt;
}

}  // namespace

Node::Node(Storm& storm, std::string name, Fates fates)
    : storm_(storm),
      name_(std::move(name)),
      fates_(std::move(fates)),
      clock_(storm.clock),
      real_queue_(storm.stores->open_queue(bus_)),
      planted_queue_(plant_in_store({.real = *real_queue_, .bus = bus_, .plant = storm.plant})),
      observed_queue_(*planted_queue_, storm.chronicle),
      crossed_queue_(observed_queue_, Crossing(*this)),
      hearing_queue_(crossed_queue_, storm.chronicle),
      queue_(plant_in_worker(hearing_queue_, storm.plant)),
      news_(storm.news.follow(bus_, *planted_queue_)),
      removed_jobs_(storm.stores->open_removed_jobs()),
      real_loader_(storm.stores->open_loader()),
      planted_loader_(plant_in_store(*real_loader_, storm.plant)),
      observed_loader_(*planted_loader_, storm.chronicle),
      crossed_loader_(observed_loader_, Crossing(*this)),
      loader_(plant_in_worker(crossed_loader_, storm.plant)),
      real_ledger_(storm.stores->open_ledger()),
      ledger_(*real_ledger_, Crossing(*this)),
      spool_(storm.files, Crossing(*this, Broken::disk_full)),
      shelf_(storm.files, Crossing(*this, Broken::disk_full)),
      documents_({*queue_, spool_, shelf_, ledger_, clock_}, {reader(), "UTC"}),
      housekeeping_({*queue_, *removed_jobs_, ledger_, spool_, documents_, clock_}, retention),
      upload_(
          {*queue_, spool_, *loader_, documents_, clock_},
          {.reader = reader(),
           .time_zone = "UTC",
           .pace = work::Appender::Pace::in_step,
           .chunk_rows_first = 1}
      ),
      leases_(*queue_, bus_, clock_, lease_settings()),
      worker_({*queue_, ledger_, upload_, leases_, clock_, std::chrono::milliseconds{0}}, name_),
      worker_thread_([this](Actor& actor) { live(actor); }) {}

work::ReaderSettings Node::reader() {
    work::ReaderSettings settings;
    settings.open = [this](
                        int file, const std::string&, const sheet::child::ChildOptions& options
                    ) { return open_small_batches(file, options, Crossing(*this)); };
    return settings;
}

void Node::live(Actor& actor) {
    while (!is_stopping_) {
        if (!worker_.run_one() && actor.cross("idle") != Fate::passes) throw Killed{};
    }
}

void Node::tick() {
    try {
        leases_.tick();
    } catch (const Failure&) {
        // As the keeper's thread does: it ticks again.
        storm_.chronicle.tell(name_, "a tick of the leases broke");
    }
}

void Node::stop() {
    is_stopping_ = true;
    leases_.shut_down();
}

Fate Node::fate_of(std::string_view what) {
    return worker_thread_.is_running() ? worker_thread_.cross(what) : fates_(what);
}

void Node::lost_answer(std::string_view what) {
    storm_.chronicle.tell(name_, std::string(what) + " took effect, the answer is lost");
    if (const auto sighting = sighting_of_lost(what)) storm_.chronicle.saw(*sighting);
}

void Node::really_broke(std::string_view what, const Failure& failure) {
    storm_.chronicle.complain(std::string(what) + ": the store itself broke: " + failure.what());
}

}  // namespace rollcall::sim
