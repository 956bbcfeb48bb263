// The folder of this machine that a process works in.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "app/data_folder.hpp"
#include "app/scratch_folder.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

// The data folder, which it then owns; or, where jobs, members and files are in PostgreSQL and
// nobody need own anything, a scratch folder within it.
class Workplace {
public:
    // Refuses as DataFolder::own.
    static Result<Workplace> take(const Settings& settings);

    const std::string& path() const {
        return std::visit(
            [](const auto& folder) -> const std::string& { return folder.path(); }, folder_
        );
    }

private:
    using Folder = std::variant<DataFolder, ScratchFolder>;
    explicit Workplace(Folder folder) : folder_(std::move(folder)) {}

    Folder folder_;
};

// Who works there, for the audit: the system's user is all that is known of who types.
std::string typist();

}  // namespace rollcall::app
