// A folder of one process alone, for what it is writing just now.
#pragma once

#include <string>

#include "base/descriptor.hpp"

namespace rollcall::app {

// In the data folder, which others on this machine may use too; goes with the process's work. One
// that was left behind by a process that died goes when the next one comes.
class ScratchFolder {
public:
    // Makes the data folder (0700) where it is missing. Throws Failure.
    explicit ScratchFolder(const std::string& data_dir);
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();

    const std::string& path() const { return path_; }

private:
    std::string path_;
    Descriptor lock_;
};

}  // namespace rollcall::app
