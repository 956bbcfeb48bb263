#include "http/api.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/rate_limit.hpp"
#include "base/text.hpp"
#include "http/bearer.hpp"
#include "http/call.hpp"
#include "http/cors.hpp"
#include "http/handlers/handlers.hpp"
#include "http/routes.hpp"
#include "http/services.hpp"
#include "http/upload_slots.hpp"
#include "http/upload_stream.hpp"

namespace rollcall::http {
namespace {

// What a form may weigh around its file: fields, boundaries, part headers.
constexpr std::uint64_t form_bytes_max = mib;

bool has_body(const Head& head) {
    return head.content_length.value_or(0) > 0 || head.header("transfer-encoding").has_value();
}

// What broke is nobody's business but the log's.
constexpr std::string_view internal_message =
    "Something went wrong on the server. Try again; if it happens again, give the request id to "
    "your administrator.";

class RestApi final : public Api {
public:
    explicit RestApi(Services services)
        : services_(std::move(services)),
          state_(std::make_unique<State>(services_.clock.now())),
          slots_(std::make_unique<UploadSlots>(services_.settings.uploads_per_user)) {}

    std::variant<Admitted, Response> admit(const Head& head) const override {
        const auto target = wire::parse_target(head.target);
        if (!target) return refused(head, "", target.error());
        auto matched = match(head.method, target->segments);
        if (matched.route == nullptr) return without_route(head, matched.allow);
        const auto& route = *matched.route;
        auto who = authenticate(head, route);
        if (!who) return refused(head, route.name, who.error());

        Admitted admitted;
        admitted.route = &route;
        admitted.who = std::move(*who);
        admitted.arguments = std::move(matched.arguments);
        admitted.body = route.body;
        admitted.body_bytes_max = body_bytes_max(route);
        admitted.memory_only = route.memory_only;
        admitted.lane = route.lane;
        if (head.content_length.value_or(0) > admitted.body_bytes_max) {
            return refused(head, route.name, too_large(admitted));
        }
        if (route.body == BodyKind::upload) {
            admitted.place = slots_->take(admitted.who->user_id);
            if (!admitted.place) return refused(head, route.name, too_many_uploads());
        }
        return admitted;
    }

    Result<std::unique_ptr<UploadStream>>
    start_upload(const Admitted& /*admitted*/, const Head& head) const override {
        const UploadLimits limits{.file_bytes = services_.settings.upload_bytes_max};
        return make_upload_stream(
            services_.spool, limits, head.header("content-type").value_or("")
        );
    }

    Response handle(const Admitted& admitted, const Request& request) const override {
        const auto started = services_.clock.steady();
        const auto& name = admitted.route->name;
        // `admit` has parsed it before.
        const auto target = wire::parse_target(request.head.target);
        if (!target) return refused(request.head, name, target.error());
        auto answer = answer_now({services_, *state_, admitted, request, *target, {}});
        state_->metrics.took(name, services_.clock.steady() - started);
        if (!answer) return finish(request.head, name, fail_now(request.head, answer.error()));
        return finish(request.head, name, std::move(*answer));
    }

    Response refusal(const Head& head, const Error& error) const override {
        const auto target = wire::parse_target(head.target);
        const auto* route = target ? match(head.method, target->segments).route : nullptr;
        Error shown = error;
        if (error.code == Errc::internal_error) shown.message = internal_message;
        return refused(head, route == nullptr ? "" : route->name, Refusal(std::move(shown)));
    }

private:
    // Who asks; nobody on routes that need no token.
    std::expected<std::optional<access::Principal>, Refusal>
    authenticate(const Head& head, const Route& route) const {
        std::optional<access::Principal> who;
        Result<void> judged;
        const auto stranger = stranger_at(head.peer);
        if (route.action) {
            // To verify a token that nobody knows costs a signature: not of who has shown too many
            // that were none.
            if (!services_.gate.knows(bearer_token(head)) &&
                !services_.requests.has_room(stranger, services_.clock.steady())) {
                return std::unexpected(slow_down());
            }
            auto verified = judge_token(head, *route.action);
            if (verified)
                who = std::move(*verified);
            else
                judged = std::unexpected(verified.error());
        }
        const auto key = who ? "user " + who->user_id : stranger;
        if (!route.memory_only && !services_.requests.take(key, services_.clock.steady())) {
            return std::unexpected(slow_down());
        }
        if (!judged) {
            log::info(
                "http",
                "request " + head.request_id + " of " + head.peer +
                    " is refused: " + judged.error().message
            );
            return std::unexpected(judged.error());
        }
        return who;
    }

    Result<access::Principal> judge_token(const Head& head, access::Action action) const {
        const auto token = bearer_token(head);
        if (token.empty()) {
            return refuse(
                Errc::authentication_error,
                "No token: send the header \"Authorization: Bearer <token>\"."
            );
        }
        return judge_role(services_.gate.admit(token, services_.clock.now()), action);
    }

    static Result<access::Principal>
    judge_role(Result<access::Principal> who, access::Action action) {
        if (who && !access::may(who->role, action)) {
            return refuse(
                Errc::authorization_error,
                "The role " + std::string(access::to_string(who->role)) +
                    " may not do this; ask a national or super admin."
            );
        }
        return who;
    }

    // The body may have taken long to come, and a thread long to be free: whoever lost the right
    // meanwhile is refused, and others go on as who they are by now.
    Answer answer_now(Call call) const {
        const auto& route = *call.admitted.route;
        if (route.action) {
            auto who = judge_role(services_.gate.admit_again(*call.admitted.who), *route.action);
            if (!who) {
                if (const auto& form = call.request.upload) {
                    handlers::remove_unless_wanted(call, form->file.sha256);
                }
                return std::unexpected(who.error());
            }
            call.asks = std::move(*who);
        }
        return route.handler(call);
    }

    Response without_route(const Head& head, const std::string& allow) const {
        if (allow.empty()) {
            return refused(
                head,
                "",
                Error{Errc::not_found, "There is nothing here; /openapi.json lists what is.", {}}
            );
        }
        if (head.method == "OPTIONS") {
            return finish(head, "", answer_options(head, allow, services_.settings.cors_origins));
        }
        Refusal refusal(Error{Errc::method_not_allowed, "This path takes " + allow + " alone.", {}}
        );
        refusal.headers = {{"Allow", allow}};
        return refused(head, "", refusal);
    }

    std::uint64_t body_bytes_max(const Route& route) const {
        if (route.body != BodyKind::upload) return route.body_bytes_max;
        return services_.settings.upload_bytes_max + form_bytes_max;
    }

    static Refusal slow_down() {
        Refusal refusal(too_many_requests());
        refusal.headers = {{"Retry-After", "1"}};
        return refusal;
    }

    static Error too_many_uploads() {
        return {
            Errc::rate_limit_exceeded,
            "You have too many uploads under way; wait for one of them to end.",
            {}};
    }

    static Error too_large(const Admitted& admitted) {
        return {
            Errc::file_too_large_upload,
            "The body is too large: at most " + with_commas(admitted.body_bytes_max) +
                " bytes are taken here.",
            {}};
    }

    Response fail_now(const Head& head, const Refusal& refusal) const {
        return fail(head, refusal, services_.clock.now());
    }

    // The answer to a request whose body, if there is one, was not read to its end.
    Response refused(const Head& head, std::string_view route, const Refusal& refusal) const {
        auto response = fail_now(head, refusal);
        response.close = has_body(head);
        return finish(head, route, std::move(response));
    }

    Response finish(const Head& head, std::string_view route, Response response) const {
        add_house_headers(response, head);
        add_cors_headers(response, head, services_.settings.cors_origins);
        state_->metrics.answered(route, response.status);
        return response;
    }

    Services services_;
    std::unique_ptr<State> state_;
    std::unique_ptr<UploadSlots> slots_;
};

}  // namespace

std::unique_ptr<Api> make_api(Services services) {
    return std::make_unique<RestApi>(std::move(services));
}

}  // namespace rollcall::http
