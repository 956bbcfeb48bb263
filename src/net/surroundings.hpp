// What all sessions of a server use. Outlives them.
#pragma once

#include <cstdint>
#include <string>

#include "http/api.hpp"
#include "live/front.hpp"
#include "net/offload.hpp"
#include "net/settings.hpp"
#include "net/websockets.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

struct Surroundings {
    const ServerSettings& settings;
    const http::Api& api;
    Offload& requests;
    Offload& uploads;
    Offload& passwords;
    Offload& documents;
    Wires& wires;
    Websockets& websockets;
    std::string id_prefix;         // random, one a server; request ids count up behind it
    live::Front* front = nullptr;  // none: nothing here is realtime
    std::uint64_t requests_begun = 0;

    Offload& threads_of(http::Lane lane) const {
        switch (lane) {
            case http::Lane::passwords: return passwords;
            case http::Lane::documents: return documents;
            case http::Lane::requests: break;
        }
        return requests;
    }
};

}  // namespace rollcall::net
