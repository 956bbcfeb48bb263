#include "app/file_store.hpp"

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include <unistd.h>

#include "app/settings.hpp"
#include "base/result.hpp"
#include "db/postgres/store.hpp"
#include "spool/folder/directory.hpp"
#include "spool/folder/folder.hpp"
#include "spool/postgres/postgres.hpp"
#include "spool/postgres/postgres_register.hpp"
#include "spool/quietly.hpp"
#include "spool/s3/s3.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"
#include "spool/store_register.hpp"

namespace rollcall::app {
namespace {

constexpr std::string_view folder_scheme = "file://";
constexpr std::string_view bucket_scheme = "s3://";

class RowsStore final : public FileStore {
public:
    explicit RowsStore(const FileParts& parts)
        : database_(parts.database),
          spool_(parts.database, parts.scratch),
          shelf_(parts.database, parts.scratch) {}

    spool::Spool& spool() override { return spool_; }
    spool::Shelf& shelf() override { return shelf_; }
    bool answers() override { return database_.answers(); }

private:
    db::postgres::Store& database_;
    spool::postgres::PostgresSpool spool_;
    spool::postgres::PostgresShelf shelf_;
};

class FolderStore final : public FileStore {
public:
    explicit FolderStore(const std::string& folder)
        : uploads_(folder + "/uploads"),
          spool_(folder, spool::folder::Users::several),
          shelf_(folder, spool::folder::Users::several) {}

    spool::Spool& spool() override { return spool_; }
    spool::Shelf& shelf() override { return shelf_; }
    bool answers() override { return ::access(uploads_.c_str(), R_OK | W_OK | X_OK) == 0; }

private:
    std::string uploads_;
    spool::folder::FolderSpool spool_;
    spool::folder::FolderShelf shelf_;
};

class BucketStore final : public FileStore {
public:
    BucketStore(const spool::s3::S3Settings& settings, const spool::Scratch& scratch)
        : bucket_(settings),
          asked_(hasty(settings)),
          spool_(bucket_, scratch),
          shelf_(bucket_, scratch) {}

    spool::Spool& spool() override { return spool_; }
    spool::Shelf& shelf() override { return shelf_; }
    bool answers() override {
        bool answered = false;
        spool::quietly("ask the bucket", [&] {
            asked_.find("uploads/");
            answered = true;
        });
        return answered;
    }

private:
    // Whoever asks whether it answers will ask again.
    static spool::s3::S3Settings hasty(spool::s3::S3Settings settings) {
        settings.tries_max = 1;
        settings.timeouts = {.connect_ms = 2'000, .silence_seconds = 5};
        return settings;
    }

    spool::s3::Bucket bucket_;
    spool::s3::Bucket asked_;
    spool::s3::S3Spool spool_;
    spool::s3::S3Shelf shelf_;
};

Result<std::unique_ptr<FileStore>>
open_bucket(const Settings& settings, const FileParts& parts, spool::StoreRegister& nodes) {
    const auto place = spool::s3::parse_place(settings.file_store);
    if (!place) return std::unexpected(place.error());
    spool::s3::S3Settings bucket;
    bucket.place = *place;
    bucket.endpoint = settings.s3_endpoint.empty() ? spool::s3::default_endpoint(settings.s3_region)
                                                   : settings.s3_endpoint;
    bucket.key = {settings.aws_access_key_id, settings.aws_secret_access_key, settings.s3_region};
    const spool::StoreIdentity mine{settings.file_store, settings.file_store};
    if (const auto same = spool::check_store(nodes, mine); !same) {
        return std::unexpected(same.error());
    }
    return std::make_unique<BucketStore>(bucket, parts.scratch);
}

}  // namespace

Result<std::unique_ptr<FileStore>>
open_file_store(const Settings& settings, const FileParts& parts) {
    spool::postgres::PostgresRegister nodes(parts.database);
    const std::string_view where = settings.file_store;
    if (where.starts_with(bucket_scheme)) return open_bucket(settings, parts, nodes);
    if (where.starts_with(folder_scheme)) {
        const auto folder = std::string(where.substr(folder_scheme.size()));
        if (const auto same = spool::check_shared_folder(nodes, folder); !same) {
            return std::unexpected(same.error());
        }
        return std::make_unique<FolderStore>(folder);
    }
    const spool::StoreIdentity rows{"postgres", "rows of the database"};
    if (const auto same = spool::check_store(nodes, rows); !same) {
        return std::unexpected(same.error());
    }
    return std::make_unique<RowsStore>(parts);
}

}  // namespace rollcall::app
