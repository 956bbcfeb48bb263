#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <utility>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "check/chunk.hpp"
#include "load/loader.hpp"
#include "tests/sim/plants.hpp"

namespace rollcall::sim {
namespace {

// How far a stale attempt looks for the epoch that counts now.
constexpr std::uint64_t epochs_tried = 100;
// Of so many chunks one breaks between its rows and its ledger.
constexpr std::uint64_t breaks_every = 7;

class StorePlants;

// One attempt's hand on a store with a fault in it.
class PlantedLoad final : public load::Load {
public:
    PlantedLoad(StorePlants& loader, load::Plan plan, std::unique_ptr<load::Load> real);

    const load::Cursor& cursor() const override { return cursor_; }
    Result<void> append(check::Chunk& chunk) override;
    Result<void> note_facts(const std::string& facts_json) override {
        return real_->note_facts(facts_json);
    }

private:
    Result<void> append_without_fence(check::Chunk& chunk);
    void write_rows_alone(check::Chunk& chunk);
    void read_cursor();

    StorePlants& loader_;
    load::Plan plan_;
    std::unique_ptr<load::Load> real_;
    load::Cursor cursor_;
    std::uint64_t behind_ = 0;
};

class StorePlants final : public load::Loader {
public:
    StorePlants(load::Loader& loader, Plant of) : real(loader), plant(of) {}

    Result<std::unique_ptr<load::Load>> begin(const load::Plan& plan) override {
        auto load = real.begin(plan);
        if (!load) return load;
        return std::make_unique<PlantedLoad>(*this, plan, *std::move(load));
    }

    load::Loader& real;
    const Plant plant;
    std::uint64_t chunks = 0;
};

PlantedLoad::PlantedLoad(StorePlants& loader, load::Plan plan, std::unique_ptr<load::Load> real)
    : loader_(loader), plan_(std::move(plan)), real_(std::move(real)) {
    const bool has_rows = real_->cursor().rows_done > 0;
    if (loader_.plant == Plant::cursor_one_row_behind && has_rows) behind_ = 1;
    read_cursor();
}

void PlantedLoad::read_cursor() {
    cursor_ = real_->cursor();
    cursor_.rows_done -= behind_;
}

Result<void> PlantedLoad::append(check::Chunk& chunk) {
    ++loader_.chunks;
    if (loader_.plant == Plant::rows_before_their_ledger && loader_.chunks % breaks_every == 0) {
        write_rows_alone(chunk);
        throw Failure("between the rows and their ledger", Broken::database);
    }
    auto done = real_->append(chunk);
    if (!done && loader_.plant == Plant::commit_without_fence) done = append_without_fence(chunk);
    if (done) read_cursor();
    return done;
}

Result<void> PlantedLoad::append_without_fence(check::Chunk& chunk) {
    auto plan = plan_;
    for (std::uint64_t tries = 0; tries < epochs_tried; ++tries) {
        ++plan.epoch;
        if (auto load = loader_.real.begin(plan)) {
            real_ = *std::move(load);
            return real_->append(chunk);
        }
    }
    return refuse(Errc::lease_lost, "no epoch was taken");
}

void PlantedLoad::write_rows_alone(check::Chunk& chunk) {
    auto plan = plan_;
    const auto& id = plan_.job.text();
    plan.job = JobId::parse("job-1-" + id.substr(id.rfind('-') + 1)).value();
    auto load = loader_.real.begin(plan);
    if (!load) return;
    auto rows = chunk;
    (*load)->append(rows).value();
}

// What a worker would do that takes a lost answer for a lost commit.
class InsistentLoad final : public load::Load {
public:
    explicit InsistentLoad(std::unique_ptr<load::Load> real) : real_(std::move(real)) {}

    const load::Cursor& cursor() const override { return real_->cursor(); }
    Result<void> append(check::Chunk& chunk) override {
        try {
            return real_->append(chunk);
        } catch (const Failure&) {
            return real_->append(chunk);
        }
    }
    Result<void> note_facts(const std::string& facts_json) override {
        return real_->note_facts(facts_json);
    }

private:
    std::unique_ptr<load::Load> real_;
};

class WorkerPlants final : public load::Loader {
public:
    WorkerPlants(load::Loader& real, Plant plant) : real_(real), plant_(plant) {}

    Result<std::unique_ptr<load::Load>> begin(const load::Plan& plan) override {
        auto load = real_.begin(plan);
        if (!load || plant_ != Plant::append_again_when_unsure) return load;
        return std::make_unique<InsistentLoad>(*std::move(load));
    }

private:
    load::Loader& real_;
    Plant plant_;
};

}  // namespace

std::unique_ptr<load::Loader> plant_in_store(load::Loader& real, Plant plant) {
    return std::make_unique<StorePlants>(real, plant);
}

std::unique_ptr<load::Loader> plant_in_worker(load::Loader& real, Plant plant) {
    return std::make_unique<WorkerPlants>(real, plant);
}

}  // namespace rollcall::sim
