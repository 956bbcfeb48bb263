#include "spool/folder/folder_shelf.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "spool/folder/directory.hpp"
#include "spool/names.hpp"
#include "spool/refusals.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::folder {
namespace {

constexpr std::string_view draft_prefix = "draft-";
constexpr std::size_t random_bytes = 16;

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

FolderShelf::FolderShelf(const std::string& folder, Users users)
    : reports_(folder + "/reports"), temporary_(folder + "/tmp") {
    remove_leftovers(temporary_, draft_prefix, users);
}

std::unique_ptr<Draft> FolderShelf::draft(std::string_view name) {
    ROLLCALL_ASSERT(is_document_name(name));
    return std::make_unique<FolderDraft>(*this, name);
}

Result<Descriptor> FolderShelf::open(std::string_view name) {
    Descriptor file;
    if (is_document_name(name)) file = reports_.open(std::string(name));
    if (!file) return std::unexpected(document_not_there());
    return file;
}

std::uint64_t FolderShelf::remove(std::string_view name) {
    if (!is_document_name(name)) return 0;
    const std::string file(name);
    const auto entry = reports_.find(file);
    return entry && reports_.remove(file) ? entry->size : 0;
}

}  // namespace rollcall::spool::folder
