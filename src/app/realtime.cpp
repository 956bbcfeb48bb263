#include "app/realtime.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "access/principal.hpp"
#include "app/engine.hpp"
#include "app/entrance.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "http/job_view.hpp"
#include "http/queue_view.hpp"
#include "live/front.hpp"
#include "live/jobs/front.hpp"
#include "live/jobs/look.hpp"
#include "queue/job.hpp"

namespace rollcall::app {
namespace {

constexpr double flood = 10;

std::optional<live::jobs::Look>
look_at(Engine& engine, const JobId& id, live::jobs::Detail detail) {
    auto job = engine.queue().find(id);
    if (!job) return std::nullopt;
    http::JobSnapshot snapshot;
    snapshot.queue_paused = job->state == queue::JobState::paused;
    snapshot.ledger = engine.ledger().find(id);
    if (detail == live::jobs::Detail::whole) snapshot.position = engine.queue().position(id);
    snapshot.job = std::move(*job);
    live::jobs::Look look;
    look.shown = http::shown_state(snapshot.job, snapshot.queue_paused);
    look.status = http::job_view(snapshot, engine.clock().now());
    look.line = http::job_line(snapshot.job, snapshot.queue_paused);
    look.job = std::move(snapshot.job);
    return look;
}

live::jobs::Services services_of(Engine& engine) {
    return {
        .look = [&engine](
                    const JobId& id, live::jobs::Detail detail
                ) { return look_at(engine, id, detail); },
        .counts = [&engine](const access::Principal& who
                  ) { return http::counts_view(engine.queue().counts(http::scope_of(who))); },
    };
}

live::jobs::FrontSettings settings_of(const Settings& settings) {
    live::jobs::FrontSettings front;
    front.engine.ping_interval = Milliseconds{settings.socket_ping_interval_ms};
    front.engine.ping_timeout = Milliseconds{settings.socket_ping_timeout_ms};
    front.engine.payload_bytes_max = settings.socket_payload_bytes;
    front.engine.sessions_max = settings.sockets_max;
    front.engine.sessions_per_peer_max = settings.sockets_per_address_max;
    // As many at once as there may be, so that after a restart nobody is held up who comes back.
    front.engine.handshakes = {
        .per_second = static_cast<double>(settings.requests_per_second),
        .burst = static_cast<double>(settings.sockets_per_address_max)};
    front.engine.origins = split_by_commas(settings.cors_origins);
    front.sockets.recovery = settings.socket_recovery;
    front.subscribers.events = {
        .per_second = static_cast<double>(settings.socket_events_per_second),
        .burst = static_cast<double>(settings.socket_events_burst)};
    // Far beyond what is answered with a refusal, a session ends.
    front.sockets.packets = {
        .per_second = flood * front.subscribers.events.per_second,
        .burst = flood * front.subscribers.events.burst};
    return front;
}

}  // namespace

std::unique_ptr<live::Front> make_front(const Settings& settings, const RealtimeParts& parts) {
    auto& engine = parts.engine;
    return live::jobs::make_front(
        settings_of(settings),
        services_of(engine),
        {parts.entrance.gate(), parts.entrance.requests(), parts.loop, engine.bus(), parts.relay}
    );
}

}  // namespace rollcall::app
