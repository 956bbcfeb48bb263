// Signing in and out and the care of users, over the routes; and tokens that are none.
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/base64url.hpp"
#include "base/hash.hpp"
#include "tests/http/house.hpp"
#include "tests/support/made_keys.hpp"

namespace rollcall::tests {
namespace {

using namespace std::chrono_literals;
using access::Role;
using testing::HasSubstr;
using testing::Not;

constexpr const char* password = "correct horse battery";

class AuthRoutes : public testing::Test {
protected:
    AuthRoutes() { add("ana@example.org", R"("role":"province_admin","province_code":"GP")"); }

    Seen add(const std::string& email, const std::string& office) {
        return as_root(
            "//api/v1/auth/users",
            R"({"email":")" + email + R"(","password":")" + password + "\"," + office + "}"
        );
    }
    Seen as_root(std::string_view path, std::string body = "") {
        return house.post(path, {.token = house.admin(), .body = std::move(body)});
    }
    Seen login(const std::string& email, const std::string& typed = password) {
        return house.post(
            "//api/v1/auth/login",
            {.token = "", .body = R"({"email":")" + email + R"(","password":")" + typed + "\"}"}
        );
    }
    std::vector<std::string> deeds() {
        std::vector<std::string> lines;
        for (const auto& entry : house.audit.list(0, 100)) {
            lines.push_back(
                entry.deed.action + " " + entry.deed.subject + " by " + entry.deed.actor +
                " from " + entry.deed.origin
            );
        }
        return lines;
    }

    House house;
};

TEST_F(AuthRoutes, GiveATokenThatTheOtherRoutesTake) {
    const auto pass = login("Ana@example.org");

    ASSERT_EQ(pass.status, 200U) << pass.body;
    EXPECT_EQ(pass.text("token_type"), "Bearer");
    EXPECT_EQ(pass.data().at("expires_in"), 900);
    EXPECT_EQ(pass.data().at("user").at("province_code"), "GP");
    EXPECT_EQ(house.get("/queue/stats", {.token = pass.text("token")}).status, 200U);
    EXPECT_EQ(house.post("/queue/pause", {.token = pass.text("token")}).status, 403U);
}

TEST_F(AuthRoutes, AnswerAWrongPasswordAndAnUnknownUserAlike) {
    const auto wrong = login("ana@example.org", "wrong horse battery");
    const auto unknown = login("nobody@example.org");

    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(wrong.code(), "AUTHENTICATION_ERROR");
    EXPECT_THAT(wrong.body, Not(HasSubstr("ana@example.org")));
}

TEST_F(AuthRoutes, HoldBackWhoTriesTooOften) {
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(login("ana@example.org", "wrong").status, 401U);

    const auto held_back = login("ana@example.org");

    EXPECT_EQ(held_back.status, 429U);
    EXPECT_NE(held_back.header("Retry-After"), "");
}

TEST_F(AuthRoutes, RefuseABodyThatIsNone) {
    for (const auto* body :
         {"",
          "{}",
          "[]",
          "password",
          R"({"email":"ana@example.org"})",
          R"({"password":"x"})",
          R"({"email":1,"password":2})",
          R"({"email":"a","email":"b","password":"c"})"}) {
        SCOPED_TRACE(body);
        const auto answer = house.post("//api/v1/auth/login", {.token = "", .body = body});
        EXPECT_EQ(answer.status, 400U) << answer.body;
    }
}

TEST_F(AuthRoutes, KeepASessionGoingAndEndIt) {
    const auto first = login("ana@example.org");
    const auto second = house.post(
        "//api/v1/auth/refresh",
        {.token = "", .body = R"({"refresh_token":")" + first.text("refresh_token") + "\"}"}
    );
    ASSERT_EQ(second.status, 200U) << second.body;

    EXPECT_EQ(house.post("//api/v1/auth/logout", {.token = second.text("token")}).status, 200U);
    house.standing.refresh();

    for (const auto* pass : {&first, &second}) {
        EXPECT_EQ(house.get("/queue/stats", {.token = pass->text("token")}).status, 401U);
        const auto again = house.post(
            "//api/v1/auth/refresh",
            {.token = "", .body = R"({"refresh_token":")" + pass->text("refresh_token") + "\"}"}
        );
        EXPECT_EQ(again.status, 401U);
    }
}

TEST_F(AuthRoutes, GiveNoJobToWhoWasDisabledWhileTheyUploaded) {
    const auto token = login("ana@example.org").text("token");
    const auto path = std::string("//api/v1/auth/users/ana@example.org");

    const auto refused = house.upload(token, {.meanwhile = [&] { as_root(path + "/disable"); }});

    EXPECT_EQ(refused.status, 401U) << refused.body;
    EXPECT_TRUE(house.queue.jobs.empty());
    EXPECT_FALSE(house.spool.holds(sha256_hex(Form().bytes)));
}

TEST_F(AuthRoutes, GiveAJobTheAreaThatItsUploaderHasAtTheEndOfTheUpload) {
    const auto token = login("ana@example.org").text("token");
    const auto path = std::string("//api/v1/auth/users/ana@example.org");

    const auto taken =
        house.upload(token, {.meanwhile = [&] {
                         as_root(
                             path + "/role", R"({"role":"province_admin","province_code":"WC"})"
                         );
                     }});

    ASSERT_EQ(taken.status, 200U) << taken.body;
    EXPECT_EQ(house.queue.jobs.front().owner.province_code, "WC");
}

TEST_F(AuthRoutes, TakeAnUploadThatLastsLongerThanItsToken) {
    const auto token = login("ana@example.org").text("token");

    const auto taken = house.upload(token, {.meanwhile = [&] {
                                        house.clock.advance(20min);
                                        house.standing.refresh();
                                    }});

    EXPECT_EQ(taken.status, 200U) << taken.body;
    EXPECT_EQ(house.get("/queue/stats", {.token = token}).status, 401U);
}

TEST_F(AuthRoutes, ImportNoGeographyOfWhoLostTheRightMeanwhile) {
    ASSERT_EQ(add("zoe@example.org", R"("role":"super_admin")").status, 200U);
    const auto token = login("zoe@example.org").text("token");
    const auto path = std::string("//api/v1/auth/users/zoe@example.org");

    const auto refused =
        house.upload(token, {.path = "//api/v1/geography", .meanwhile = [&] {
                                 as_root(path + "/role", R"({"role":"national_admin"})");
                             }});

    EXPECT_EQ(refused.status, 403U) << refused.body;
    EXPECT_TRUE(house.geography_orders.empty());
}

TEST_F(AuthRoutes, ChangeWhatAUserMayDoAtOnce) {
    const auto token = login("ana@example.org").text("token");
    ASSERT_EQ(house.post("/queue/pause", {.token = token}).status, 403U);

    const auto path = std::string("//api/v1/auth/users/ana@example.org");
    EXPECT_EQ(as_root(path + "/role", R"({"role":"super_admin"})").status, 200U);
    EXPECT_EQ(house.post("/queue/pause", {.token = token}).status, 200U);

    EXPECT_EQ(as_root(path + "/disable").status, 200U);
    EXPECT_EQ(house.get("/queue/stats", {.token = token}).status, 401U);
    EXPECT_EQ(login("ana@example.org").status, 401U);

    EXPECT_EQ(as_root(path + "/enable").status, 200U);
    EXPECT_EQ(login("ana@example.org").status, 200U);

    EXPECT_EQ(as_root(path + "/password", R"({"password":"another horse battery"})").status, 200U);
    EXPECT_EQ(login("ana@example.org").status, 401U);
    EXPECT_EQ(login("ana@example.org", "another horse battery").status, 200U);
}

TEST_F(AuthRoutes, ListUsersWithoutTheirHashes) {
    add("zoe@example.org", R"("role":"super_admin")");

    const auto answer = house.get("//api/v1/auth/users", {.token = house.admin()});

    ASSERT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.data().at("users").as_array().size(), 2U);
    EXPECT_THAT(answer.body, Not(HasSubstr("argon2")));
    EXPECT_THAT(answer.body, HasSubstr("zoe@example.org"));
}

TEST_F(AuthRoutes, RefuseAUserThatCannotBe) {
    EXPECT_EQ(add("ana@example.org", R"("role":"super_admin")").status, 409U);
    EXPECT_EQ(add("new@example.org", R"("role":"member")").status, 400U);
    EXPECT_EQ(add("new@example.org", R"("role":"province_admin")").status, 400U);
    EXPECT_EQ(add("new", R"("role":"super_admin")").status, 400U);
}

TEST_F(AuthRoutes, RecordWhoDidWhatFromWhere) {
    login("ana@example.org");
    login("ana@example.org", "wrong horse battery");
    const auto ana = House::person("ana", Role::province_admin, "GP", "");
    const auto job = house.uploaded(ana);
    house.queue.job(job).state = queue::JobState::completed;
    const auto report = house.get("/report/" + job.text(), {.token = house.token(ana)});
    ASSERT_EQ(report.status, 200U);
    const http::Headers known{{"if-none-match", report.header("ETag")}};
    ASSERT_EQ(
        house.get("/report/" + job.text(), {.token = house.token(ana), .headers = known}).status,
        304U
    );

    EXPECT_THAT(
        deeds(),
        testing::ElementsAre(
            "user_add ana@example.org by root from 127.0.0.1",
            "login ana@example.org by ana@example.org from 127.0.0.1",
            "login_refused ana@example.org by ana@example.org from 127.0.0.1",
            "download " + job.text() + " by ana from 127.0.0.1"
        )
    );
    EXPECT_EQ(house.audit.list(3, 1).front().deed.file_sha256, house.queue.job(job).file_sha256);
}

TEST_F(AuthRoutes, TellTheQueueWhereEachChangeWasAskedFrom) {
    const auto token = house.admin();
    const auto job = house.uploaded(House::person("root", Role::super_admin, "", ""));
    house.queue.job(job).state = queue::JobState::failed;

    const std::vector<std::string> paths{
        "/queue/retry/" + job.text(),
        "/cancel/" + job.text(),
        "/queue/pause",
        "/queue/resume",
        "/queue/clean"};
    for (const auto& path : paths)
        EXPECT_EQ(house.post(path, {.token = token}).status, 200U) << path;

    EXPECT_EQ(house.queue.asked_from, std::vector<std::string>(6, "127.0.0.1"));
}

std::string signed_by(std::string_view secret, std::string_view header, std::string_view claims) {
    const auto text = access::to_base64url(header) + '.' + access::to_base64url(claims);
    return text + '.' + access::to_base64url(hmac_sha256(secret, text));
}

// What the tables of access/token_test.cpp refuse is refused as an answer, too.
TEST(AuthOfTheApi, AnswersABadTokenWith401) {
    House house;
    access::KeySet keys;
    keys.add("r", access::Key::of_pem(provider_rsa().public_pem()).value()).value();
    keys.add("e", access::Key::of_pem(provider_p256().public_pem()).value()).value();
    house.gate.use(keys);
    const std::string claims = R"({"sub":"u","role":"super_admin","exp":4102444800})";
    const auto good = provider_p256().token(R"({"alg":"ES256","kid":"e"})", claims);
    const auto unsigned_text = good.substr(0, good.rfind('.') + 1);
    const struct {
        std::string_view name;
        std::string token;
    } cases[] = {
        {"nothing", ""},
        {"a word", "token"},
        {"alg none",
         access::to_base64url(R"({"alg":"none"})") + "." + access::to_base64url(claims) + "."},
        {"alg nOnE",
         access::to_base64url(R"({"alg":"nOnE"})") + "." + access::to_base64url(claims) + "."},
        {"HS256 by the public key",
         signed_by(provider_rsa().public_pem(), R"({"alg":"HS256","kid":"r"})", claims)},
        {"HS256 by a secret that is none of its keys",
         signed_by(std::string(32, 's'), R"({"alg":"HS256"})", claims)},
        {"r and s of 0", unsigned_text + access::to_base64url(std::string(64, '\0'))},
        {"no signature", unsigned_text},
        {"a kid that is a path",
         provider_p256().token(R"({"alg":"ES256","kid":"../../../dev/null"})", claims)},
        {"a kid that is SQL",
         provider_p256().token(R"({"alg":"ES256","kid":"e' OR '1'='1"})", claims)},
        {"a key in its header",
         provider_ed25519().token(
             R"({"alg":"EdDSA","jwk":{)" + provider_ed25519().jwk() + "}}", claims
         )},
        {"another's kid", provider_p256().token(R"({"alg":"ES256","kid":"r"})", claims)},
        {"no exp",
         provider_p256().token(
             R"({"alg":"ES256","kid":"e"})", R"({"sub":"u","role":"super_admin"})"
         )},
        {"over",
         provider_p256().token(
             R"({"alg":"ES256","kid":"e"})", R"({"sub":"u","role":"super_admin","exp":1})"
         )},
        {"padded", good + "=="},
        {"too long", good + std::string(9'000, 'A')},
    };

    EXPECT_EQ(house.get("/queue/stats", {.token = good}).status, 200U);
    for (const auto& [name, token] : cases) {
        SCOPED_TRACE(name);
        const auto answer = house.get("/queue/stats", {.token = token});
        EXPECT_EQ(answer.status, 401U) << answer.body;
        EXPECT_EQ(answer.code(), "AUTHENTICATION_ERROR");
        EXPECT_THAT(answer.header("WWW-Authenticate"), HasSubstr("Bearer"));
    }
}

}  // namespace
}  // namespace rollcall::tests
