// One folder, held open: names in it are reached through the descriptor, never by a path again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

namespace rollcall::spool::folder {

// Safe from any thread. Every refusal of the system is thrown as Failure.
class Directory {
public:
    // Makes the folder (0700) where it is missing; its parent must be there.
    explicit Directory(std::string path);

    struct Entry {
        std::uint64_t size = 0;
        Instant changed;
    };
    // Nothing: there is no regular file of that name.
    std::optional<Entry> find(const std::string& name) const;

    // Makes a new file for reading and writing (0600); the name must be free.
    Descriptor create(const std::string& name) const;
    // As `create`; nothing when there is no space for it.
    std::optional<Descriptor> try_create(const std::string& name) const;
    // For reading; an empty descriptor when there is no regular file of that name.
    Descriptor open(const std::string& name) const;
    // False when there was none.
    bool remove(const std::string& name) const;
    // As `remove`, for destructors: what cannot be removed stays, and is logged.
    void discard(const std::string& name) const noexcept;
    // Moves the file here, in place of one of the new name. Not durable before `sync`. False, and
    // nothing has changed, when there is no space for the name.
    bool take(const Directory& from, const std::string& name, const std::string& new_name) const;
    // The names in it are on the disk afterwards.
    void sync() const;

    // Waits until nobody else holds the lock of that name, in whatever process or machine; held as
    // long as the descriptor lives.
    Descriptor lock(const std::string& name) const;

    void for_each(const std::function<void(const std::string& name)>& use) const;

    const std::string& path() const { return path_; }

private:
    std::string path_;
    Descriptor descriptor_;
};

// Who writes into a folder.
enum class Users : std::uint8_t {
    one_process,  // what lies half written at its start is an earlier one's
    several,      // nodes that share it: what is half written may be another's
};

// Removes what processes left half written under this prefix: everything, or, where others may be
// at it, what nobody has added to for a day. The bytes freed.
std::uint64_t remove_leftovers(const Directory& directory, std::string_view prefix, Users users);

// Whether errno says that there is no space: full, over quota, or past a limit on file sizes.
bool is_full(int error);

}  // namespace rollcall::spool::folder
