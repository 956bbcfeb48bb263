#include "spool/store_register.hpp"

#include <cerrno>
#include <cstddef>
#include <string>

#include <unistd.h>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "spool/bytes.hpp"
#include "spool/folder/directory.hpp"

namespace rollcall::spool {
namespace {

constexpr const char* marker_name = "rollcall-store";
constexpr const char* marker_lock = "rollcall-store.lock";
constexpr std::size_t random_bytes = 16;

// Empty: the folder has none.
std::string read_marker(const folder::Directory& directory) {
    std::string text;
    if (const auto file = directory.open(marker_name)) {
        read_from_start(file.get(), [&](std::string_view bytes) { text += bytes; });
    }
    return std::string(trim(text));
}

std::string write_marker(const folder::Directory& directory) {
    const auto identity = random_hex(random_bytes);
    const auto beside = std::string(marker_name) + "." + identity;
    const auto file = directory.create(beside);
    if (const int error = write_all(file.get(), identity + "\n"); error != 0) {
        directory.discard(beside);
        throw_errno("mark the folder " + directory.path(), error);
    }
    if (::fsync(file.get()) != 0) throw_errno("sync the mark of " + directory.path(), errno);
    if (!directory.take(directory, beside, marker_name)) {
        directory.discard(beside);
        throw_errno("mark the folder " + directory.path(), ENOSPC);
    }
    directory.sync();
    return identity;
}

std::string host_name() {
    constexpr std::size_t name_bytes = 256;
    std::string name(name_bytes, '\0');
    if (::gethostname(name.data(), name.size() - 1) != 0) return "a node";
    return name.substr(0, name.find('\0'));
}

Error is_another(const std::string& mine, const StoreIdentity& theirs) {
    return {
        Errc::wrong_state,
        "FILE_STORE: the nodes of this database keep their files in " + theirs.place +
            ", but here it is " + mine +
            ": a worker would not find what another node took in. Give every node the same store",
        {}};
}

}  // namespace

Result<void> check_store(StoreRegister& nodes, const StoreIdentity& mine) {
    const auto agreed = nodes.agree_on(mine);
    if (agreed.identity == mine.identity) return {};
    return std::unexpected(is_another(mine.place, agreed));
}

Result<void> check_shared_folder(StoreRegister& nodes, const std::string& folder) {
    const folder::Directory directory(folder);
    // Two nodes that share it start at once: one marks it.
    const auto alone = directory.lock(marker_lock);
    auto identity = read_marker(directory);
    const bool is_unmarked = identity.empty();
    if (is_unmarked && !nodes.is_settled()) identity = write_marker(directory);
    const StoreIdentity mine{identity, "the folder " + directory.path() + " of " + host_name()};
    const auto agreed = nodes.agree_on(mine);
    if (agreed.identity == identity) return {};
    // Left there, it would look like the store of some other database.
    if (is_unmarked) directory.remove(marker_name);
    auto error = is_another(mine.place, agreed);
    error.message += ": mount the folder in which the file " + std::string(marker_name) + " says " +
                     agreed.identity + ", or use FILE_STORE=postgres";
    return std::unexpected(error);
}

}  // namespace rollcall::spool
