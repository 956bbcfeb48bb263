#include "spool/scratch.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "spool/bytes.hpp"
#include "spool/folder/directory.hpp"

namespace rollcall::spool {
namespace {

constexpr std::string_view prefix = "scratch-";
constexpr std::size_t random_bytes = 16;

}  // namespace

Scratch::Scratch(const std::string& data_folder) : folder_(data_folder + "/tmp") {
    folder::remove_leftovers(folder_, prefix, folder::Users::one_process);
}

Descriptor Scratch::make() const {
    const auto name = std::string(prefix) + random_hex(random_bytes);
    auto file = folder_.create(name);
    folder_.remove(name);
    return file;
}

int FetchedCopy::append(std::string_view bytes) {
    if (const int error = write_all(file_.get(), bytes); error != 0) return error;
    sha_.update(bytes);
    size_ += bytes.size();
    return 0;
}

Descriptor FetchedCopy::finish(std::string_view sha256) {
    if (sha_.finish_hex() != sha256) return {};
    if (::lseek(file_.get(), 0, SEEK_SET) != 0) throw_errno("go to a file's start", errno);
    return std::move(file_);
}

}  // namespace rollcall::spool
