// The one shape of success and the one shape of error (docs/api.md).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace rollcall::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// A refusal with what only HTTP knows of it.
struct Refusal {
    Error error;
    std::optional<boost::json::object> details = std::nullopt;
    Headers headers = {};

    // Implicit, so that a handler can hand on what a contract refused.
    Refusal(Error why) : error(std::move(why)) {}  // NOLINT(google-explicit-constructor)
};

// What a handler makes of a call.
using Answer = std::expected<Response, Refusal>;

// How a code stands on the wire.
struct Meaning {
    unsigned status;
    std::string_view code;
};
Meaning meaning_of(Errc code);

// A JSON body with its type.
Response json_response(unsigned status, const boost::json::object& body);

struct Success {
    std::string_view message;
    boost::json::object data;
    unsigned status = 200;
};
Response succeed(const Success& success, Instant now);

// The error shape, with Retry-After and WWW-Authenticate where the status asks for them.
Response fail(const Head& head, const Refusal& refusal, Instant now);

// Adds what every answer carries: request id, that it is not kept, and the guards. Needs: none of
// them is there yet.
void add_house_headers(Response& response, const Head& head);

}  // namespace rollcall::http
