// Documents as files of the data folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "spool/folder/directory.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::folder {

// Names are 1 to 200 of the ASCII letters, digits, `-`, `_` and `.`, and do not begin with a dot:
// another name is not found, and a draft of one is a bug.
// Needs: this process alone owns the folder, unless `several` share it.
class FolderShelf final : public Shelf {
public:
    explicit FolderShelf(const std::string& folder, Users users = Users::one_process);

    std::unique_ptr<Draft> draft(std::string_view name) override;
    Result<Descriptor> open(std::string_view name) override;
    std::uint64_t remove(std::string_view name) override;
    const std::string& scratch() const override { return temporary_.path(); }

private:
    class FolderDraft;

    Directory reports_;
    Directory temporary_;
};

}  // namespace rollcall::spool::folder
