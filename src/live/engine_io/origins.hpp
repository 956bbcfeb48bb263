// Pages of which origins may connect, and what CORS tells their browsers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {

// What the answer to one request says of who may read it.
struct Grant {
    std::string origin;  // empty: no page of another origin
    bool with_credentials = false;
    bool varies = false;

    void add_to(Answer& answer) const;
};

class Origins {
public:
    // As Settings has them.
    explicit Origins(std::vector<std::string> listed) : listed_(std::move(listed)) {}

    // No browser's request, one from our own origin, or from a listed one. CORS does not cover
    // websockets and does not keep a page from sending, so that this is asked for every request.
    bool admit(const Request& request) const;
    Grant grant(const Request& request) const;

private:
    bool names(std::string_view origin) const;

    std::vector<std::string> listed_;
};

// The answer to OPTIONS, but for what the Grant adds.
Answer preflight(const Request& request);

}  // namespace rollcall::live::engine_io
