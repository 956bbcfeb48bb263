#include "tests/socketio_server/handshake_json.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::socketio_server {
namespace {

using live::engine_io::Handshake;

boost::json::object query_json(const Handshake& handshake) {
    boost::json::object query;
    std::string_view rest = handshake.target;
    rest.remove_prefix(std::min(rest.find('?'), rest.size()));
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        const auto name = pair.substr(0, pair.find('='));
        if (!name.empty()) query[name] = handshake.query(name);
        rest.remove_prefix(end);
    }
    return query;
}

}  // namespace

boost::json::object handshake_json(const live::socket_io::Socket& socket, Instant now) {
    const auto& handshake = socket.handshake();
    boost::json::object headers;
    for (const auto& [name, value] : handshake.headers)
        headers[name] = value;
    return {
        {"headers", std::move(headers)},
        {"time", to_iso_time(now)},
        {"address", handshake.peer},
        {"xdomain", !handshake.header("origin").empty()},
        {"secure", handshake.secure},
        {"issued", now.time_since_epoch().count()},
        {"url", handshake.target},
        {"query", query_json(handshake)},
        {"auth", socket.auth()}};
}

}  // namespace rollcall::socketio_server
