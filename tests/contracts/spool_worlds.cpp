#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "spool/folder/folder.hpp"
#include "spool/spool.hpp"
#include "tests/contracts/spool_contract.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::spool::tests {
namespace {

namespace fs = std::filesystem;

void change_a_byte(const fs::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
    stream.seekg(middle);
    const auto flipped = static_cast<char>(stream.get() ^ 1);
    stream.seekp(middle);
    stream.put(flipped);
}

void cut_the_end(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / 2);
}

void make_a_day_old(const fs::path& file) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(24));
}

std::size_t files_below(const fs::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        count += entry.is_regular_file() ? 1U : 0U;
    return count;
}

class FolderWorld final : public World {
public:
    Spool& spool() override { return spool_; }
    Shelf& shelf() override { return shelf_; }
    void rot(const std::string& sha256) override { change_a_byte(file_of(sha256)); }
    void cut(const std::string& sha256) override { cut_the_end(file_of(sha256)); }
    void age(const std::string& sha256) override { make_a_day_old(file_of(sha256)); }
    std::size_t things() override { return files_below(folder_.path()); }

private:
    fs::path file_of(const std::string& sha256) const { return folder_ / ("uploads/" + sha256); }

    rollcall::tests::TemporaryFolder folder_;
    folder::FolderSpool spool_{folder_.path()};
    folder::FolderShelf shelf_{folder_.path()};
};

}  // namespace

std::vector<Implementation> implementations() {
    return {
        {"folder", [] { return std::make_unique<FolderWorld>(); }, {}},
    };
}

}  // namespace rollcall::spool::tests
