#include "spool/folder/folder_shelf.hpp"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"

namespace rollcall::spool::folder {
namespace {

constexpr std::string_view draft_prefix = "draft-";
constexpr std::size_t random_bytes = 16;
// Leaves room below the 255 bytes of file systems.
constexpr std::size_t name_bytes_max = 200;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= name_bytes_max && name.front() != '.' &&
           std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_' || c == '.';
           });
}

}  // namespace

class FolderShelf::FolderDraft final : public Draft {
public:
    FolderDraft(FolderShelf& shelf, std::string_view name)
        : shelf_(shelf),
          name_(name),
          temporary_name_(std::string(draft_prefix) + random_hex(random_bytes)),
          file_(shelf.temporary_.create(temporary_name_)) {}
    FolderDraft(const FolderDraft&) = delete;
    FolderDraft& operator=(const FolderDraft&) = delete;
    ~FolderDraft() override {
        if (!temporary_name_.empty()) shelf_.temporary_.discard(temporary_name_);
    }

    int file() const override { return file_.get(); }

    void publish() override {
        ROLLCALL_ASSERT(!temporary_name_.empty());
        if (::fsync(file_.get()) != 0) throw_errno("sync " + name_, errno);
        if (!shelf_.reports_.take(shelf_.temporary_, temporary_name_, name_)) {
            throw_errno("name " + name_, ENOSPC);
        }
        temporary_name_.clear();
        shelf_.reports_.sync();
    }

private:
    FolderShelf& shelf_;
    std::string name_;
    std::string temporary_name_;  // empty once published
    Descriptor file_;
};

FolderShelf::FolderShelf(const std::string& data_folder)
    : reports_(data_folder + "/reports"), temporary_(data_folder + "/tmp") {
    remove_leftovers(temporary_, draft_prefix);
}

std::unique_ptr<Draft> FolderShelf::draft(std::string_view name) {
    ROLLCALL_ASSERT(is_name(name));
    return std::make_unique<FolderDraft>(*this, name);
}

Result<Descriptor> FolderShelf::open(std::string_view name) {
    Descriptor file;
    if (is_name(name)) file = reports_.open(std::string(name));
    if (!file) return refuse(Errc::not_found, "there is no document of that name");
    return file;
}

std::uint64_t FolderShelf::remove(std::string_view name) {
    if (!is_name(name)) return 0;
    const std::string file(name);
    const auto entry = reports_.find(file);
    return entry && reports_.remove(file) ? entry->size : 0;
}

}  // namespace rollcall::spool::folder
