// The API as data: 404, 405, limits, permissions, the OpenAPI page and the metrics' labels follow
// from this table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.hpp"
#include "http/api.hpp"
#include "http/call.hpp"

namespace rollcall::http {

// What a route reads besides its path, for the OpenAPI page.
struct Parameter {
    enum class Place : std::uint8_t { query, header, form };
    Place place = Place::query;
    std::string_view name;
    std::string_view type;  // of JSON Schema: string, integer, boolean
    std::string_view meaning;
};

using Handler = Answer (*)(const Call&);

struct Route {
    std::string_view name;  // in metrics and as operationId
    std::string_view method;
    std::string_view pattern;              // ":name" matches one segment
    std::optional<access::Action> action;  // nothing: no token is asked for
    Handler handler = nullptr;
    std::string_view summary;
    std::span<const Parameter> parameters = {};
    BodyKind body = BodyKind::none;
    std::uint64_t body_bytes_max = 0;  // of uploads: the setting
    bool memory_only = false;
    Lane lane = Lane::requests;
};

std::span<const Route> routes();

// What a path leads to.
struct Matched {
    const Route* route = nullptr;        // nothing: no route of that path takes the method
    std::vector<std::string> arguments;  // what the `:name`s matched
    std::string allow;                   // the methods the path takes; empty: no such path
};
// HEAD is taken wherever GET is.
Matched match(std::string_view method, std::span<const std::string> segments);

}  // namespace rollcall::http
