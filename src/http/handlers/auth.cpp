// Signing in and out, and the care of users.
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "access/strict_json.hpp"
#include "base/calendar.hpp"
#include "http/handlers/handlers.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;

// The texts of a JSON body. Refuses what is none, and one that misses.
class Fields {
public:
    static Result<Fields> read(const Call& call) {
        auto object = access::parse_object(call.request.body, {.bytes = 8192, .depth = 2});
        if (object) return Fields(*std::move(object));
        return refuse(Errc::validation_error, "The body is wrong: " + object.error().message + ".");
    }
    // Empty where there is none.
    std::string text(std::string_view name) const {
        const auto* value = object_.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
    }
    Result<void> require(std::string_view name) const {
        if (!text(name).empty()) return {};
        return refuse(
            Errc::validation_error, "The body needs the text \"" + std::string(name) + "\"."
        );
    }

private:
    explicit Fields(json::object object) : object_(std::move(object)) {}
    json::object object_;
};

access::Carer carer_of(const Call& call) {
    const auto& who = call.who();
    return {.id = who.user_id, .origin = call.request.head.peer, .email = who.email};
}

json::object user_view(const access::User& user) {
    return {
        {"email", user.email},
        {"role", access::to_string(user.office.role)},
        {"province_code", user.office.province_code},
        {"municipal_code", user.office.municipality_code},
        {"disabled", user.disabled},
        {"created_at", to_iso_time(user.created_at)},
    };
}

Answer passed(const Call& call, std::string_view message, const Result<access::Pass>& pass) {
    if (!pass) return std::unexpected(pass.error());
    auto user = user_view(pass->user);
    user.erase("disabled");
    user.erase("created_at");
    return succeed(
        {.message = message,
         .data =
             {{"token", pass->token},
              {"token_type", "Bearer"},
              {"expires_in", pass->expires_in.count()},
              {"refresh_token", pass->refresh},
              {"user", std::move(user)}}},
        call.now()
    );
}

Result<access::Office> office_of(const Fields& fields) {
    const auto role = access::parse_role(fields.text("role"));
    if (!role) {
        return refuse(
            Errc::validation_error,
            "role must be super_admin, national_admin, province_admin or municipality_admin."
        );
    }
    return access::Office{
        .role = *role,
        .province_code = fields.text("province_code"),
        .municipality_code = fields.text("municipal_code")};
}

// What is done, and nothing more to tell.
Answer changed(const Call& call, std::string_view message, const Result<void>& change) {
    if (!change) return std::unexpected(change.error());
    return succeed({.message = message, .data = json::object()}, call.now());
}

const std::string& email_of(const Call& call) {
    return call.admitted.arguments.at(0);
}

}  // namespace

Answer login(const Call& call) {
    const auto fields = Fields::read(call);
    if (!fields) return std::unexpected(fields.error());
    for (const auto* name : {"email", "password"}) {
        if (const auto there = fields->require(name); !there) {
            return std::unexpected(there.error());
        }
    }
    return passed(
        call,
        "Signed in",
        call.services.logins.sign_in(
            {.email = fields->text("email"),
             .password = fields->text("password"),
             .origin = call.request.head.peer}
        )
    );
}

Answer refresh(const Call& call) {
    const auto fields = Fields::read(call);
    if (!fields) return std::unexpected(fields.error());
    if (const auto there = fields->require("refresh_token"); !there) {
        return std::unexpected(there.error());
    }
    return passed(
        call,
        "Signed in for longer",
        call.services.logins.refresh(fields->text("refresh_token"), call.request.head.peer)
    );
}

Answer logout(const Call& call) {
    return changed(
        call, "Signed out", call.services.logins.sign_out(call.who(), call.request.head.peer)
    );
}

Answer users(const Call& call) {
    json::array list;
    for (const auto& user : call.services.accounts.list())
        list.push_back(user_view(user));
    return succeed({.message = "Users found", .data = {{"users", std::move(list)}}}, call.now());
}

Answer user_add(const Call& call) {
    const auto fields = Fields::read(call);
    if (!fields) return std::unexpected(fields.error());
    const auto office = office_of(*fields);
    if (!office) return std::unexpected(office.error());
    const access::Accounts::Account account{
        .email = fields->text("email"), .office = *office, .password = fields->text("password")};
    return changed(
        call, "The user may sign in", call.services.accounts.add(account, carer_of(call))
    );
}

Answer user_password(const Call& call) {
    const auto fields = Fields::read(call);
    if (!fields) return std::unexpected(fields.error());
    return changed(
        call,
        "The password is changed; the user is signed out everywhere",
        call.services.accounts.set_password(
            email_of(call), fields->text("password"), carer_of(call)
        )
    );
}

Answer user_role(const Call& call) {
    const auto fields = Fields::read(call);
    if (!fields) return std::unexpected(fields.error());
    const auto office = office_of(*fields);
    if (!office) return std::unexpected(office.error());
    return changed(
        call,
        "The role is changed",
        call.services.accounts.set_office(email_of(call), *office, carer_of(call))
    );
}

Answer user_disable(const Call& call) {
    return changed(
        call,
        "The user is disabled and signed out everywhere",
        call.services.accounts.set_disabled(email_of(call), true, carer_of(call))
    );
}

Answer user_enable(const Call& call) {
    return changed(
        call,
        "The user may sign in again",
        call.services.accounts.set_disabled(email_of(call), false, carer_of(call))
    );
}

}  // namespace rollcall::http::handlers
