#include "app/geography_desk.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <expected>
#include <filesystem>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "app/engine.hpp"
#include "app/geography.hpp"
#include "app/local_commands.hpp"
#include "app/stores.hpp"
#include "app/workplace.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "cli/client.hpp"
#include "event/bus.hpp"
#include "http/geography_view.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

constexpr const char* route = "/api/v1/geography";

std::string hash_of(const Descriptor& file, const std::string& path) {
    Sha256 sha;
    std::vector<char> buffer(256 * kib);
    off_t at = 0;
    for (;;) {
        const auto got = ::pread(file.get(), buffer.data(), buffer.size(), at);
        if (got < 0) throw_errno("read " + path, errno);
        if (got == 0) return sha.finish_hex();
        sha.update({buffer.data(), static_cast<std::size_t>(got)});
        at += got;
    }
}

class StoreDesk final : public GeographyDesk {
public:
    static Result<std::unique_ptr<GeographyDesk>> open(const Settings& settings, Workplace place) {
        std::unique_ptr<StoreDesk> desk(new StoreDesk(settings, std::move(place)));
        auto stores = open_stores(settings, {desk->place_.path(), desk->bus_});
        if (!stores) return std::unexpected(stores.error());
        desk->stores_ = *std::move(stores);
        return desk;
    }

    Result<json::object> import(const std::string& path, bool dry_run) override {
        const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file) return refuse(Errc::not_found, path + ": " + std::strerror(errno));
        const auto imported = import_geography(
            *stores_,
            readers_of(settings_, stores_->shelf().scratch()),
            {.file = file.get(),
             .source =
                 {.file_name = std::filesystem::path(path).filename(),
                  .file_sha256 = hash_of(file, path),
                  .imported_by = typist(),
                  .importer_id = typist()},
             .dry_run = dry_run}
        );
        if (!imported) return std::unexpected(imported.error());
        return http::import_view(*imported);
    }
    Result<json::object> show() override {
        return http::geography_view(stores_->geography().facts());
    }

private:
    StoreDesk(const Settings& settings, Workplace place)
        : settings_(settings), place_(std::move(place)) {}

    const Settings settings_;
    const Workplace place_;
    event::Bus bus_;
    std::unique_ptr<Stores> stores_;
};

class ServerDesk final : public GeographyDesk {
public:
    explicit ServerDesk(cli::ServerOptions server)
        : client_(std::move(server), [](std::chrono::milliseconds) { return false; }) {}

    Result<json::object> import(const std::string& path, bool dry_run) override {
        cli::UploadRequest request;
        request.path = path;
        request.route = route;
        if (dry_run) request.fields["dry_run"] = "true";
        return client_.upload(request);
    }
    Result<json::object> show() override { return client_.get(route); }

private:
    cli::Client client_;
};

}  // namespace

Result<std::unique_ptr<GeographyDesk>> open_geography_desk(const Settings& settings) {
    auto place = Workplace::take(settings);
    if (place) return StoreDesk::open(settings, *std::move(place));
    const auto server = local_server(settings);
    if (place.error().code != Errc::conflict || server.empty()) {
        return std::unexpected(place.error());
    }
    return std::make_unique<ServerDesk>(cli::ServerOptions{
        .url = server, .token = local_token(settings)});
}

}  // namespace rollcall::app
