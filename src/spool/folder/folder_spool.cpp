#include "spool/folder/folder_spool.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace rollcall::spool::folder {
namespace {

constexpr std::string_view intake_prefix = "upload-";
constexpr std::size_t random_bytes = 16;
constexpr std::size_t sha256_digits = 64;
constexpr std::size_t read_bytes = 256 * kib;

bool is_sha256(std::string_view text) {
    return text.size() == sha256_digits && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Error full() {
    return {Errc::storage_full, "there is no space to store the file: try again later", {}};
}

Error not_there() {
    return {Errc::not_found, "the uploaded file is not stored any more", {}};
}

// Zero, or the errno of the write that failed.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

std::string hash_whole(int file) {
    ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    Sha256 sha;
    std::vector<char> buffer(read_bytes);
    for (;;) {
        const auto got = ::read(file, buffer.data(), buffer.size());
        if (got < 0) {
            if (errno == EINTR) continue;
            throw_errno("read an upload", errno);
        }
        if (got == 0) return sha.finish_hex();
        sha.update({buffer.data(), static_cast<std::size_t>(got)});
    }
}

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
            return give_up(
                {Errc::file_too_large_upload,
                 "the file is larger than the " + with_commas(bytes_max_) + " bytes allowed",
                 {}}
            );
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
        const std::scoped_lock lock(spool_.naming_);
        // Also over the same bytes of an earlier upload: the file is young again then, so that no
        // sweep takes it before its job is there, and bytes that rotted are whole again.
        if (!spool_.uploads_.take(spool_.temporary_, place_.name, sealed.sha256)) {
            discard();
            return std::unexpected(refusal_.emplace(full()));
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
        return give_up(full());
    }

    FolderSpool& spool_;
    Place place_;
    std::uint64_t bytes_max_;
    std::uint64_t size_ = 0;
    Sha256 sha_;
    std::optional<Error> refusal_;
};

FolderSpool::FolderSpool(const std::string& data_folder)
    : uploads_(data_folder + "/uploads"), temporary_(data_folder + "/tmp") {
    remove_leftovers(temporary_, intake_prefix);
}

Result<std::unique_ptr<Intake>> FolderSpool::start(std::uint64_t bytes_max) {
    FolderIntake::Place place;
    place.name = std::string(intake_prefix) + random_hex(random_bytes);
    auto file = temporary_.try_create(place.name);
    if (!file) return std::unexpected(full());
    place.file = *std::move(file);
    return std::make_unique<FolderIntake>(*this, std::move(place), bytes_max);
}

Result<Descriptor> FolderSpool::open(std::string_view sha256) {
    if (!is_sha256(sha256)) return std::unexpected(not_there());
    auto file = uploads_.open(std::string(sha256));
    if (!file) return std::unexpected(not_there());
    return file;
}

Result<void> FolderSpool::verify(std::string_view sha256) {
    const auto file = open(sha256);
    if (!file) return std::unexpected(file.error());
    if (hash_whole(file->get()) == sha256) return {};
    return refuse(
        Errc::corrupt_source,
        "the stored file is no longer what was uploaded (its SHA-256 differs): upload it again"
    );
}

std::uint64_t FolderSpool::remove(std::string_view sha256) {
    if (!is_sha256(sha256)) return 0;
    const std::string name(sha256);
    const std::scoped_lock lock(naming_);
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
        const std::scoped_lock lock(naming_);
        const auto entry = uploads_.find(name);
        if (!entry || entry->changed >= before || wanted(name)) return;
        if (uploads_.remove(name)) freed += entry->size;
    });
    return freed;
}

}  // namespace rollcall::spool::folder
