// Uploads as files of the data folder, each named by its SHA-256.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "spool/folder/directory.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::folder {

// Needs: this process alone owns the folder, unless `several` share it. What an earlier process
// left half uploaded is removed at construction; what a node that shares the folder left, by a
// sweep.
class FolderSpool final : public Spool {
public:
    explicit FolderSpool(const std::string& folder, Users users = Users::one_process);

    Result<std::unique_ptr<Intake>> start(std::uint64_t bytes_max) override;
    bool holds(std::string_view sha256) override;
    Result<Descriptor> open(std::string_view sha256) override;
    bool is_shared() const override { return users_ == Users::several; }
    std::uint64_t remove(std::string_view sha256) override;
    std::uint64_t sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted)
        override;

private:
    class FolderIntake;

    // Held while a sealed file gets its name and while a file is judged and removed: bytes that
    // were just sealed again must not go as the leftover that they replaced.
    struct Naming {
        std::unique_lock<std::mutex> here;
        Descriptor everywhere;  // none where one process owns the folder
    };
    Naming lock_naming();

    Directory uploads_;
    Directory temporary_;
    Users users_;
    std::mutex naming_;
};

}  // namespace rollcall::spool::folder
