#include "access/key_file.hpp"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <sys/stat.h>

namespace rollcall::access {
namespace {

// As much as a JWK set may have; a file that is larger was named by mistake.
constexpr std::size_t bytes_max = std::size_t{256} * 1024;

}  // namespace

KeyFile::State KeyFile::state() const {
    constexpr std::int64_t second_ns = 1'000'000'000;
    struct ::stat found {};
    if (::stat(path_.c_str(), &found) != 0) return {};
    return {
        .device = found.st_dev,
        .inode = found.st_ino,
        .size = found.st_size,
        .changed_ns = found.st_mtim.tv_sec * second_ns + found.st_mtim.tv_nsec};
}

bool KeyFile::has_changed() const {
    return state() != read_;
}

Result<void> KeyFile::add_to(KeySet& keys) {
    // Before it is read: what changes meanwhile is seen as a change.
    read_ = state();
    std::ifstream file(path_, std::ios::binary);
    std::string text(bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.empty() || text.size() > bytes_max) {
        return refuse(
            Errc::validation_error, path_ + ": cannot be read, or has no size that keys have"
        );
    }
    const auto in_file = [&](const Error& error) {
        return refuse(Errc::validation_error, path_ + ": " + error.message);
    };
    if (form_ == Form::jwks) {
        const auto added = keys.add_jwks(text);
        return added ? added : in_file(added.error());
    }
    auto key = Key::of_pem(text);
    if (!key) return in_file(key.error());
    keys.add(*std::move(key));
    return {};
}

}  // namespace rollcall::access
