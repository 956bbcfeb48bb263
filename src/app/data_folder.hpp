// The folder that one process owns: database, uploads, reports, secret, and who serves it.
#pragma once

#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace rollcall::app {

// `DATA_DIR/server.json`: where the process that owns the folder can be asked.
struct ServerAddress {
    std::string url;
    int pid = 0;
};

// Makes the folder (0700) where it is missing. Throws Failure.
void make_private_folder(const std::string& path);

// Owned while it lives: a `flock` on `DATA_DIR/lock`, gone with the process however it ends.
class DataFolder {
public:
    // Makes the folder (0700) where it is missing, and closes the databases in it to others (0600).
    // Refuses with conflict when another process owns it, saying who. Throws Failure when it cannot
    // be made.
    static Result<DataFolder> own(const std::string& path);

    const std::string& path() const { return path_; }

    void announce(const ServerAddress& address) const;
    void withdraw() const;

private:
    DataFolder(std::string path, Descriptor lock);
    std::string path_;
    Descriptor lock_;
};

// Who serves the folder; nothing when nobody does.
std::optional<ServerAddress> server_of(const std::string& data_dir);

// The token key kept in the folder: made at first use, readable by this user alone. Needs no
// ownership. Throws Failure when it cannot be kept.
std::string secret_of(const std::string& data_dir);

}  // namespace rollcall::app
