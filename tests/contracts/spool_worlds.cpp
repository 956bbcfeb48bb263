#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "db/postgres/postgres.hpp"
#include "spool/folder/folder.hpp"
#include "spool/postgres/postgres.hpp"
#include "spool/s3/s3.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"
#include "tests/contracts/spool_contract.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/s3_bucket.hpp"
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

class FolderWorld : public World {
public:
    explicit FolderWorld(folder::Users users = folder::Users::one_process)
        : spool_(folder_.path(), users), shelf_(folder_.path(), users) {}

    Spool& spool() override { return spool_; }
    Shelf& shelf() override { return shelf_; }
    bool asks_under_lock() override { return true; }
    void rot(const std::string& sha256) override { change_a_byte(file_of(sha256)); }
    void cut(const std::string& sha256) override { cut_the_end(file_of(sha256)); }
    void age(const std::string& sha256) override { make_a_day_old(file_of(sha256)); }
    std::size_t things() override { return files_below(folder_.path()); }

protected:
    std::string folder() const { return folder_.path(); }

private:
    fs::path file_of(const std::string& sha256) const { return folder_ / ("uploads/" + sha256); }

    rollcall::tests::TemporaryFolder folder_;
    folder::FolderSpool spool_;
    folder::FolderShelf shelf_;
};

// Two nodes that share a folder.
class SharedFolderWorld final : public FolderWorld {
public:
    SharedFolderWorld() : FolderWorld(folder::Users::several) {}

    Spool* other_spool() override { return &spool_; }
    Shelf* other_shelf() override { return &shelf_; }
    // The lock stays once it was needed.
    std::size_t things() override {
        return FolderWorld::things() - (fs::exists(folder() + "/tmp/naming.lock") ? 1 : 0);
    }

private:
    folder::FolderSpool spool_{folder(), folder::Users::several};
    folder::FolderShelf shelf_{folder(), folder::Users::several};
};

// Two nodes, each with a data folder of its own, over one database.
class PostgresWorld final : public World {
public:
    PostgresWorld() {
        EXPECT_TRUE(db::postgres::migrate(store_, std::array{postgres::migrations()}));
    }

    Spool& spool() override { return here_.spool; }
    Shelf& shelf() override { return here_.shelf; }
    Spool* other_spool() override { return &there_.spool; }
    Shelf* other_shelf() override { return &there_.shelf; }

    void rot(const std::string& sha256) override {
        change(
            "UPDATE file_piece SET bytes = set_byte(bytes, 100, 255 - get_byte(bytes, 100))"
            " WHERE number = 1 AND content = (SELECT content FROM file_upload WHERE sha256 = $1)",
            sha256
        );
    }
    void cut(const std::string& sha256) override {
        change(
            "DELETE FROM file_piece WHERE number = 1"
            " AND content = (SELECT content FROM file_upload WHERE sha256 = $1)",
            sha256
        );
    }
    void age(const std::string& sha256) override {
        change(
            "UPDATE file_upload SET sealed_at = now() - interval '1 day' WHERE sha256 = $1", sha256
        );
    }
    std::size_t things() override {
        auto& count = behind_.prepared(
            "SELECT (SELECT count(*) FROM file_piece) + (SELECT count(*) FROM file_content)"
        );
        count.step();
        return static_cast<std::size_t>(count.integer(0)) + files_below(here_.folder.path()) +
               files_below(there_.folder.path());
    }

private:
    struct Node {
        explicit Node(db::postgres::Store& store) : spool(store, scratch), shelf(store, scratch) {}

        rollcall::tests::TemporaryFolder folder;
        Scratch scratch{folder.path()};
        postgres::PostgresSpool spool;
        postgres::PostgresShelf shelf;
    };

    void change(std::string_view sql, const std::string& sha256) {
        EXPECT_EQ(behind_.prepared(sql).bind(1, sha256).run(), 1);
    }

    rollcall::tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
    db::postgres::Store other_store_{schema_.url()};
    db::postgres::Connection behind_{schema_.url()};
    Node here_{store_};
    Node there_{other_store_};
};

// Two nodes over one bucket.
class S3World final : public World {
public:
    Spool& spool() override { return here_.spool; }
    Shelf& shelf() override { return here_.shelf; }
    Spool* other_spool() override { return &there_.spool; }
    Shelf* other_shelf() override { return &there_.shelf; }

    void rot(const std::string& sha256) override { change_a_byte(file_of(sha256)); }
    void cut(const std::string& sha256) override { cut_the_end(file_of(sha256)); }
    void age(const std::string& sha256) override { make_a_day_old(file_of(sha256)); }
    // Every object is some files of s3rver, and every part of an upload, too.
    std::size_t things() override { return files_below(home_.folder()); }

private:
    struct Node {
        explicit Node(const s3::S3Settings& settings) : bucket(settings) {}

        s3::Bucket bucket;
        rollcall::tests::TemporaryFolder folder;
        Scratch scratch{folder.path()};
        s3::S3Spool spool{bucket, scratch};
        s3::S3Shelf shelf{bucket, scratch};
    };

    fs::path file_of(const std::string& sha256) const {
        const auto folder = home_.folder() / "rollcall/uploads" / sha256;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().string().ends_with("._S3rver_object")) return entry.path();
        }
        ADD_FAILURE() << "there is no object in " << folder;
        return {};
    }
    // Lists in pages, as thousands of uploads make it do.
    s3::S3Settings settings() const {
        auto settings = home_.settings();
        settings.page_entries = 2;
        return settings;
    }

    rollcall::tests::S3Bucket home_;
    Node here_{settings()};
    Node there_{settings()};
};

template <class Kind>
std::unique_ptr<World> make() {
    return std::make_unique<Kind>();
}

}  // namespace

std::vector<Implementation> implementations() {
    using rollcall::tests::has_postgres;
    using rollcall::tests::has_s3;
    using rollcall::tests::no_postgres;
    using rollcall::tests::no_s3;
    return {
        {"folder", make<FolderWorld>, {}},
        {"shared_folder", make<SharedFolderWorld>, {}},
        {"postgres", has_postgres() ? make<PostgresWorld> : nullptr, no_postgres},
        {"s3", has_s3() ? make<S3World> : nullptr, no_s3},
    };
}

}  // namespace rollcall::spool::tests
