#include <chrono>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "http/handlers/handlers.hpp"
#include "http/openapi.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;

}  // namespace

Answer healthz(const Call& call) {
    const auto up = std::chrono::floor<std::chrono::seconds>(call.now() - call.state.started_at);
    return succeed(
        {.message = "The server lives",
         .data =
             {{"status", "ok"},
              {"version", call.services.settings.version},
              {"uptime_seconds", up.count()}}},
        call.now()
    );
}

Answer readyz(const Call& call) {
    const auto silent = call.services.silent_stores();
    if (silent.empty()) {
        const auto degraded = call.services.degraded();
        return succeed(
            {.message = "The server is ready",
             .data =
                 {{"status", "ready"},
                  {"degraded", json::array(degraded.begin(), degraded.end())}}},
            call.now()
        );
    }
    std::string names;
    for (const auto& name : silent)
        names.append(names.empty() ? "" : ", ").append(name);
    Refusal refusal(Error{
        .code = Errc::unavailable, .message = "Not ready: no answer from " + names, .subject = {}});
    refusal.details = json::object{{"stores", json::array(silent.begin(), silent.end())}};
    return std::unexpected(std::move(refusal));
}

Answer metrics(const Call& call) {
    const auto& token = call.services.settings.metrics_token;
    const auto shown = call.request.head.header("authorization").value_or("");
    if (!token.empty() && !equal_in_constant_time(shown, "Bearer " + token)) {
        return refuse(Errc::authentication_error, "The figures need their own token.");
    }
    auto& queue = call.services.queue;
    Response response;
    response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
    response.body = call.state.metrics.text(
        {.counts = queue.counts({}),
         .paused = queue.paused(),
         .degraded = call.services.degraded().size(),
         .broadcasts = call.services.lost_broadcasts()}
    );
    return response;
}

Answer openapi(const Call& call) {
    return json_response(200, openapi_page(call.services.settings.version));
}

}  // namespace rollcall::http::handlers
