#include "spool/folder/folder_spool.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "spool/bytes.hpp"
#include "spool/folder/directory.hpp"
#include "spool/names.hpp"
#include "spool/refusals.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::folder {
namespace {

constexpr std::string_view intake_prefix = "upload-";
constexpr const char* naming_lock = "naming.lock";
constexpr std::size_t random_bytes = 16;

}  // namespace

class FolderSpool::FolderIntake final : public Intake {
public:
    struct Place {
        std::string name;
        Descriptor file;
    };

    FolderIntake(FolderSpool& spool, Place place, std::uint64_t bytes_max)
        : spool_(spool), place_(std::move(place)), bytes_max_(bytes_max) {}
    FolderIntake(const FolderIntake&) = delete;
    FolderIntake& operator=(const FolderIntake&) = delete;
    ~FolderIntake() override { discard(); }

    Result<void> append(std::string_view bytes) override {
        if (refusal_) return std::unexpected(*refusal_);
        if (bytes.size() > bytes_max_ - size_) {
            return give_up(too_large(bytes_max_));
        }
        if (const int error = write_all(place_.file.get(), bytes); error != 0) {
            return give_up_on("write an upload", error);
        }
        sha_.update(bytes);
        size_ += bytes.size();
        return {};
    }

    std::uint64_t size() const override { return size_; }

    Result<Sealed> seal() override {
        if (refusal_) return std::unexpected(*refusal_);
        ROLLCALL_ASSERT(place_.file);
        // A failed fsync is never tried again on the same file: the kernel has forgotten by then
        // which pages did not reach the disk, and would call them safe.
        if (::fsync(place_.file.get()) != 0) {
            const auto refused = give_up_on("sync an upload", errno);
            return std::unexpected(refused.error());
        }
        Sealed sealed{sha_.finish_hex(), size_};
        const auto naming = spool_.lock_naming();
        // Also over the same bytes of an earlier upload: the file is young again then, so that no
        // sweep takes it before its job is there, and bytes that rotted are whole again.
        if (!spool_.uploads_.take(spool_.temporary_, place_.name, sealed.sha256)) {
            discard();
            return std::unexpected(refusal_.emplace(storage_full()));
        }
        place_.name.clear();
        place_.file.reset();
        spool_.uploads_.sync();
        return sealed;
    }

private:
    void discard() noexcept {
        place_.file.reset();
        if (!place_.name.empty()) spool_.temporary_.discard(place_.name);
        place_.name.clear();
    }

    Result<void> give_up(Error why) {
        discard();
        refusal_ = std::move(why);
        return std::unexpected(*refusal_);
    }

    Result<void> give_up_on(std::string_view step, int error) {
        discard();
        if (!is_full(error)) throw_errno(step, error);
        return give_up(storage_full());
    }

    FolderSpool& spool_;
    Place place_;
    std::uint64_t bytes_max_;
    std::uint64_t size_ = 0;
    Sha256 sha_;
    std::optional<Error> refusal_;
};

FolderSpool::FolderSpool(const std::string& folder, Users users)
    : uploads_(folder + "/uploads"), temporary_(folder + "/tmp"), users_(users) {
    remove_leftovers(temporary_, intake_prefix, users_);
}

FolderSpool::Naming FolderSpool::lock_naming() {
    Naming naming{std::unique_lock(naming_), {}};
    if (users_ == Users::several) naming.everywhere = temporary_.lock(naming_lock);
    return naming;
}

Result<std::unique_ptr<Intake>> FolderSpool::start(std::uint64_t bytes_max) {
    FolderIntake::Place place;
    place.name = std::string(intake_prefix) + random_hex(random_bytes);
    auto file = temporary_.try_create(place.name);
    if (!file) return std::unexpected(storage_full());
    place.file = *std::move(file);
    return std::make_unique<FolderIntake>(*this, std::move(place), bytes_max);
}

bool FolderSpool::holds(std::string_view sha256) {
    return is_sha256(sha256) && uploads_.find(std::string(sha256)).has_value();
}

Result<Descriptor> FolderSpool::open(std::string_view sha256) {
    if (!is_sha256(sha256)) return std::unexpected(upload_not_there());
    auto file = uploads_.open(std::string(sha256));
    if (!file) return std::unexpected(upload_not_there());
    if (hash_from_start(file.get()) != sha256) return std::unexpected(upload_corrupt());
    return file;
}

std::uint64_t FolderSpool::remove(std::string_view sha256) {
    if (!is_sha256(sha256)) return 0;
    const std::string name(sha256);
    const auto naming = lock_naming();
    const auto entry = uploads_.find(name);
    if (!entry || !uploads_.remove(name)) return 0;
    uploads_.sync();
    return entry->size;
}

std::uint64_t
FolderSpool::sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted) {
    std::uint64_t freed = 0;
    uploads_.for_each([&](const std::string& name) {
        if (!is_sha256(name)) return;
        const auto naming = lock_naming();
        const auto entry = uploads_.find(name);
        if (!entry || entry->changed >= before || wanted(name)) return;
        if (uploads_.remove(name)) freed += entry->size;
    });
    // One that owns the folder has done so at its start, and its own halves need no sweep.
    if (users_ == Users::several) freed += remove_leftovers(temporary_, intake_prefix, users_);
    return freed;
}

}  // namespace rollcall::spool::folder
