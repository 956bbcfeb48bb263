#include "tests/sim/files.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "spool/spool.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/support/memory_file.hpp"

namespace rollcall::sim {

Result<std::unique_ptr<spool::Intake>> NodeSpool::start(std::uint64_t bytes_max) {
    return files_.uploads.start(bytes_max);
}

Result<Descriptor> NodeSpool::open(std::string_view sha256) {
    return crossing_("open upload", [&]() -> Result<Descriptor> {
        const auto sealed = files_.uploads.sealed();
        const auto found = sealed.find(sha256);
        if (found == sealed.end()) return refuse(Errc::not_found, "no such upload");
        return test::memory_file(found->second);
    });
}

bool NodeSpool::holds(std::string_view sha256) {
    return crossing_("ask for an upload", [&] { return files_.uploads.holds(sha256); });
}

std::uint64_t NodeSpool::remove(std::string_view sha256) {
    return crossing_("remove upload", [&] { return files_.uploads.remove(sha256); });
}

std::uint64_t
NodeSpool::sweep(Instant before, const std::function<bool(std::string_view)>& wanted) {
    return crossing_("sweep uploads", [&] { return files_.uploads.sweep(before, wanted); });
}

class NodeShelf::NodeDraft final : public spool::Draft {
public:
    NodeDraft(NodeShelf& shelf, std::string_view name)
        : shelf_(shelf), name_(name), file_(test::memory_file("")) {}

    int file() const override { return file_.get(); }
    void publish() override {
        shelf_.crossing_("publish report", [&] { shelf_.files_.reports.insert(name_); });
    }

private:
    NodeShelf& shelf_;
    std::string name_;
    Descriptor file_;
};

NodeShelf::NodeShelf(Files& files, Crossing crossing)
    : files_(files), crossing_(crossing), scratch_(files.scratch.path()) {}

std::unique_ptr<spool::Draft> NodeShelf::draft(std::string_view name) {
    return crossing_("draft report", [&]() -> std::unique_ptr<spool::Draft> {
        return std::make_unique<NodeDraft>(*this, name);
    });
}

Result<Descriptor> NodeShelf::open(std::string_view name) {
    if (!files_.reports.contains(name)) return refuse(Errc::not_found, "no such report");
    return test::memory_file("");
}

std::uint64_t NodeShelf::remove(std::string_view name) {
    return crossing_("remove report", [&] {
        return std::uint64_t{files_.reports.erase(std::string(name))};
    });
}

}  // namespace rollcall::sim
