// One request on its way through its handler.
#pragma once

#include <optional>
#include <shared_mutex>
#include <string_view>

#include "http/api.hpp"
#include "http/envelope.hpp"
#include "http/metrics.hpp"
#include "http/services.hpp"
#include "http/wire/target.hpp"
#include "queue/queue.hpp"

namespace rollcall::http {

// What requests share. Safe from any thread.
struct State {
    explicit State(Instant start) : started_at(start) {}

    const Instant started_at;
    Metrics metrics;
    // Held shared from "the bytes lie there" until a job refers to them, and alone while bytes
    // without a job are removed: two uploads of the same bytes share one file.
    std::shared_mutex bytes;
};

struct Call {
    const Services& services;
    State& state;
    const Admitted& admitted;
    const Request& request;
    const wire::Target& target;
    // As they are when the handler begins; nobody on routes that need no token.
    std::optional<access::Principal> asks;

    Instant now() const { return services.clock.now(); }
    // Needs: a route that asks for a token.
    const access::Principal& who() const { return *asks; }
    // The same for the queue, whose audit tells of it. A view of this call.
    queue::Asker asker() const { return {who().user_id, request.head.peer, who().email}; }
    std::optional<std::string_view> parameter(std::string_view name) const {
        return target.parameter(name);
    }
};

}  // namespace rollcall::http
