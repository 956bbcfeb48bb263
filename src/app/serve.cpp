#include "app/serve.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "app/data_folder.hpp"
#include "app/engine.hpp"
#include "app/entrance.hpp"
#include "app/exit_codes.hpp"
#include "app/geography.hpp"
#include "app/realtime.hpp"
#include "app/relay.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/metrics.hpp"
#include "http/services.hpp"
#include "live/socket_io/relay.hpp"
#include "net/server.hpp"
#include "net/settings.hpp"
#include "report/template.hpp"

namespace rollcall::app {
namespace {

constexpr std::chrono::milliseconds signal_poll{500};

// Whatever throws, the io thread has ended before the front goes: it hands it every request.
class Serving {
public:
    explicit Serving(net::Server& server) : server_(server) {}
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    ~Serving() { server_.stop(); }

private:
    net::Server& server_;
};

http::GeographyServices geography_of(const Settings& settings, Engine& engine) {
    auto& stores = engine.stores();
    return {
        [&stores] { return stores.geography().facts(); },
        [&stores,
         reader = readers_of(settings, stores.shelf().scratch())](const http::GeographyOrder& order
        ) -> Result<load::GeographyImport> {
            const auto file = stores.spool().open(order.source.file_sha256);
            if (!file) return std::unexpected(file.error());
            return import_geography(stores, reader, {file->get(), order.source, order.dry_run});
        },
    };
}

using Relay = live::socket_io::Relay;

std::optional<http::LostBroadcasts> lost_of(const Relay* relay) {
    if (relay == nullptr) return std::nullopt;
    const auto losses = relay->losses();
    return http::LostBroadcasts{losses.malformed, losses.dropped_in, losses.dropped_out};
}

// `relay` is set before the first request.
http::Services services_of(
    const Settings& settings,
    Engine& engine,
    Entrance& entrance,
    const Relay* const& relay
) {
    http::Settings api;
    api.upload_bytes_max = settings.upload_bytes_max;
    api.attempts_max = settings.job_attempts;
    api.uploads_per_user = settings.uploads_per_user;
    api.metrics_token = settings.metrics_token;
    api.cors_origins = split_by_commas(settings.cors_origins);
    api.version = ROLLCALL_VERSION;
    return {
        engine.queue(),
        engine.ledger(),
        engine.spool(),
        engine.clock(),
        entrance.gate(),
        entrance.requests(),
        entrance.logins(),
        entrance.accounts(),
        engine.stores().audit(),
        api,
        [&engine](const queue::Job& job, http::Document document) {
            return document == http::Document::report ? engine.documents().report(job)
                                                      : engine.documents().corrections(job);
        },
        [&engine](const JobId& job) { return engine.discard(job); },
        [&engine] { return engine.stores().failing(); },
        [](http::TemplateFormat format) {
            return report::make_template(
                format == http::TemplateFormat::csv ? report::TemplateFormat::csv
                                                    : report::TemplateFormat::xlsx
            );
        },
        [&engine] { return engine.stores().degraded(); },
        [&relay] { return lost_of(relay); },
        geography_of(settings, engine),
        [&engine](const JobId& job) { return engine.stores().removed_jobs().find(job); },
    };
}

Error for_a_second_server(Error error, const Settings& settings) {
    if (settings.shares_stores()) {
        error.message += "; a second server on this machine needs a DATA_DIR of its own";
    }
    return error;
}

// Where what people upload is kept.
std::string where(const Settings& settings, Engine& engine) {
    return settings.shares_stores() ? engine.stores().name()
                                    : std::filesystem::absolute(settings.data_dir).string();
}

}  // namespace

net::ServerSettings listening_of(const Settings& settings) {
    net::ServerSettings listening;
    listening.hosts = split_by_commas(settings.host);
    listening.port = static_cast<std::uint16_t>(settings.port);
    listening.connections_max = settings.sockets_max + settings.connections_max;
    listening.connections_per_peer_max =
        settings.sockets_per_address_max + settings.connections_per_address_max;
    // It was read when it was set.
    listening.trusted_proxies =
        net::Proxies::parse(split_by_commas(settings.trusted_proxies)).value_or(net::Proxies());
    listening.tls = {.certificate = settings.tls_cert_file, .key = settings.tls_key_file};
    listening.websocket_message_bytes_max = settings.socket_payload_bytes;
    auto& deadlines = listening.deadlines;
    deadlines.header = Milliseconds{settings.header_timeout_ms};
    deadlines.idle = Milliseconds{settings.idle_timeout_ms};
    deadlines.grace = Milliseconds{settings.transfer_grace_ms};
    deadlines.bytes_per_second = settings.transfer_bytes_per_second;
    return listening;
}

int serve(const Settings& settings, const ServeOptions& options) {
    block_stop_signals();
    if (const auto key = check_token_key(settings); !key) return say(key.error(), exit_usage);
    if (const auto keys = check_provider(settings); !keys) return say(keys.error(), exit_usage);
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return say(for_a_second_server(folder.error(), settings), exit_out_of_reach);
    if (options.migrate) {
        const auto migrated = migrate_stores(settings, folder->path());
        if (!migrated) return say(migrated.error(), exit_out_of_reach);
    }
    auto engine = Engine::open(settings, folder->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    const auto entrance = Entrance::open(settings, (*engine)->stores());
    if (!entrance) return say(entrance.error(), exit_usage);
    if (!settings.sandbox) {
        log::warning("app", "SANDBOX=false: uploaded files are read with this user's own rights");
    }
    const Relay* seen_relay = nullptr;
    const auto api = http::make_api(services_of(settings, **engine, **entrance, seen_relay));
    const auto listening = listening_of(settings);
    net::Server server(listening, *api);
    const auto relay = make_relay(settings, **engine, server.loop());
    seen_relay = relay.get();
    const auto front = make_front(settings, {**engine, **entrance, server.loop(), relay.get()});
    const Serving serving(server);
    if (const auto started = server.start(front.get()); !started) {
        return say(started.error(), exit_out_of_reach);
    }
    (*entrance)->start();
    (*engine)->start(settings.workers);
    const auto url = fmt::format(
        "{}://{}:{}", listening.tls ? "https" : "http", listening.hosts.front(), server.port()
    );
    folder->announce({url, ::getpid()});
    std::cout << "rollcall " << ROLLCALL_VERSION << " serves " << url << ", data in "
              << where(settings, **engine) << std::endl;
    while (!stop_signal_within(signal_poll)) {
    }
    log::info("app", "stopping: running jobs end their chunk and go back to the queue");
    folder->withdraw();
    server.stop();
    (*engine)->stop();
    return 0;
}

}  // namespace rollcall::app
