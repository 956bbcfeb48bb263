// Uploads and reports of all nodes, in memory; and a reader that needs no process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "sheet/child/child.hpp"
#include "spool/spool.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/support/memory_spool.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::sim {

// What every node sees.
struct Files {
    tests::MemorySpool uploads;
    std::set<std::string, std::less<>> reports;
    tests::TemporaryFolder scratch;
};

// The uploads as one node reaches them.
class NodeSpool final : public spool::Spool {
public:
    NodeSpool(Files& files, Crossing crossing) : files_(files), crossing_(crossing) {}

    Result<std::unique_ptr<spool::Intake>> start(std::uint64_t bytes_max) override;
    bool holds(std::string_view sha256) override;
    Result<Descriptor> open(std::string_view sha256) override;
    bool is_shared() const override { return true; }
    std::uint64_t remove(std::string_view sha256) override;
    std::uint64_t sweep(Instant before, const std::function<bool(std::string_view)>& wanted)
        override;

private:
    Files& files_;
    Crossing crossing_;
};

// The reports as one node reaches them: their names are kept, their bytes are written and dropped.
class NodeShelf final : public spool::Shelf {
public:
    NodeShelf(Files& files, Crossing crossing);

    std::unique_ptr<spool::Draft> draft(std::string_view name) override;
    Result<Descriptor> open(std::string_view name) override;
    std::uint64_t remove(std::string_view name) override;
    const std::string& scratch() const override { return scratch_; }

private:
    class NodeDraft;

    Files& files_;
    Crossing crossing_;
    std::string scratch_;
};

// Reads in this process, a few rows a batch so that short files make many chunks. A call that
// breaks is a reader that crashed.
Result<std::unique_ptr<sheet::child::ChildReader>>
open_small_batches(int file, const sheet::child::ChildOptions& options, const Crossing& crossing);

}  // namespace rollcall::sim
