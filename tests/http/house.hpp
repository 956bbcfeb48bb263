// The whole API over a spool on disk and a queue and ledger in memory: tests talk to it as `net`
// does.
#pragma once

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/manual_clock.hpp"
#include "base/rate_limit.hpp"
#include "http/envelope.hpp"
#include "http/http.hpp"
#include "spool/folder/folder.hpp"
#include "tests/http/fake_ledger.hpp"
#include "tests/http/fake_queue.hpp"
#include "tests/support/memory_access.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

// An answer as a client sees it.
struct Seen {
    unsigned status = 0;
    http::Headers headers;
    std::string body;
    bool close = false;
    std::optional<http::EventStream> stream = {};

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers) {
            if (key == name) return value;
        }
        return "";
    }
    boost::json::object json() const { return boost::json::parse(body).as_object(); }
    boost::json::object data() const { return json().at("data").as_object(); }
    boost::json::object error() const { return json().at("error").as_object(); }
    std::string code() const { return std::string(error().at("code").as_string()); }
    std::string text(std::string_view key) const { return std::string(data().at(key).as_string()); }
};

struct Asked {
    std::string token;  // empty: none
    http::Headers headers = {};
    std::string body = {};
    std::string peer = "127.0.0.1";
    std::function<void()> meanwhile = [] {};  // before the last byte has come
};

struct Form {
    std::string bytes = "Firstname,ID Number\nAna,8001015009087\n";
    std::string file_name = "list.csv";
    std::map<std::string, std::string> fields = {};
    http::Headers headers = {};
    std::string_view path = "/process";
    std::function<void()> meanwhile = [] {};  // before the last byte has come
};

class House {
public:
    static constexpr std::string_view prefix = "/api/v1/bulk-upload";

    // Over `real` instead of the queue in memory, where one is given.
    explicit House(
        const std::function<void(http::Settings&)>& adjust = [](http::Settings&) {},
        queue::Queue* real = nullptr,
        spool::folder::Users nodes = spool::folder::Users::one_process,
        const RateLimit::Rule& rate = {}
    )
        : spool(folder.path(), nodes), requests(rate) {
        http::Settings settings;
        adjust(settings);
        http::Services services{
            .queue = real == nullptr ? queue : *real,
            .ledger = ledger,
            .spool = spool,
            .clock = clock,
            .gate = gate,
            .requests = requests,
            .logins = logins,
            .accounts = accounts,
            .audit = audit,
            .settings = std::move(settings),
            .document =
                [this](const queue::Job&, http::Document which) { return open_document(which); },
            .discard =
                [this](const JobId& job) {
                    discarding();
                    ledger.forget(job);
                    return report_bytes ? report_bytes->size() : 0;
                },
            .silent_stores = [this] { return silent; },
            .write_template =
                [](http::TemplateFormat format) {
                    return std::string(format == http::TemplateFormat::csv ? "csv" : "xlsx");
                },
            .geography =
                {.facts = [this] { return geography; },
                 .import =
                     [this](const http::GeographyOrder& order) {
                         geography_orders.push_back(order);
                         return geography_answer;
                     }},
        };
        standing.refresh();
        api = http::make_api(std::move(services));
    }

    explicit House(const RateLimit::Rule& rate)
        : House([](http::Settings&) {}, nullptr, spool::folder::Users::one_process, rate) {}

    static access::Principal
    person(std::string id, access::Role role, std::string province, std::string municipality) {
        auto email = id + "@example.org";
        return {
            std::move(id), std::move(email), role, std::move(province), std::move(municipality)};
    }
    std::string token(const access::Principal& who) const {
        return access::issue_token(who, gate.rules(), clock.now(), std::chrono::hours(12));
    }
    std::string admin() const { return token(person("root", access::Role::super_admin, "", "")); }

    Seen get(std::string_view path, const Asked& asked) { return ask("GET", path, asked); }
    Seen post(std::string_view path, const Asked& asked) { return ask("POST", path, asked); }

    // A path that starts with one slash lies below the prefix; with "//", outside it.
    Seen ask(std::string_view method, std::string_view path, const Asked& asked) {
        auto head = head_of(method, path, asked);
        auto admitted = api->admit(head);
        if (auto* refused = std::get_if<http::Response>(&admitted))
            return seen(std::move(*refused));
        asked.meanwhile();
        http::Request request{std::move(head), asked.body, std::nullopt};
        return seen(api->handle(std::get<http::Admitted>(admitted), request));
    }

    Seen upload(const std::string& token, const Form& form = {}) {
        const auto body = multipart(form);
        Asked asked{.token = token, .headers = form.headers, .body = body};
        asked.headers.emplace_back("content-type", "multipart/form-data; boundary=X");
        auto head = head_of("POST", form.path, asked);
        auto admitted = api->admit(head);
        if (auto* refused = std::get_if<http::Response>(&admitted))
            return seen(std::move(*refused));
        const auto& good = std::get<http::Admitted>(admitted);
        auto stream = api->start_upload(good, head);
        if (!stream) return seen(api->refusal(head, stream.error()));
        if (auto fed = (*stream)->feed(body); !fed) return seen(api->refusal(head, fed.error()));
        form.meanwhile();
        auto finished = (*stream)->finish();
        if (!finished) return seen(api->refusal(head, finished.error()));
        http::Request request{std::move(head), "", std::move(*finished)};
        return seen(api->handle(good, request));
    }

    // The id of a job that somebody uploaded just now.
    JobId uploaded(const access::Principal& who, const Form& form = {}) {
        const auto answer = upload(token(who), form);
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return *JobId::parse(answer.text("job_id"));
    }

    http::Head head_of(std::string_view method, std::string_view path, const Asked& asked) const {
        http::Head head;
        head.method = method;
        head.target = path.starts_with("//") ? std::string(path.substr(1))
                                             : std::string(prefix) + std::string(path);
        head.headers = asked.headers;
        if (!asked.token.empty())
            head.headers.emplace_back("authorization", "Bearer " + asked.token);
        if (!asked.body.empty()) head.content_length = asked.body.size();
        head.peer = asked.peer;
        head.request_id = "r-1";
        return head;
    }

    ManualClock clock;
    TemporaryFolder folder;
    spool::folder::FolderSpool spool;
    FakeQueue queue{clock};
    FakeLedger ledger;
    MemoryAudit audit{clock};
    MemoryUsers users{clock, audit};
    access::Standing standing{users, clock};
    access::Gate gate{
        {.secret = std::string(32, 's'),
         .issuer = "",
         .audience = "",
         .leeway = std::chrono::seconds(60)},
        &standing};
    RateLimit requests;
    access::Passwords passwords{{.memory_bytes = 8 * kib, .passes = 1}};
    access::Accounts accounts{{users, passwords, [this] { standing.refresh(); }}};
    access::Logins logins{{users, audit, passwords, gate.rules(), clock}};
    std::vector<std::string> silent;
    std::optional<load::GeographyFacts> geography;
    std::vector<http::GeographyOrder> geography_orders;
    Result<load::GeographyImport> geography_answer;
    std::function<void()> discarding = [] {};  // meanwhile
    std::optional<std::string> report_bytes = "0123456789";
    std::optional<std::string> corrections_bytes;  // none: every row loaded
    std::unique_ptr<http::Api> api;

private:
    static std::string multipart(const Form& form) {
        std::string body;
        for (const auto& [name, value] : form.fields) {
            body += "--X\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
                    "\r\n";
        }
        return body + "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
               form.file_name + "\"\r\n\r\n" + form.bytes + "\r\n--X--\r\n";
    }

    Result<Descriptor> open_document(http::Document which) {
        const bool is_report = which == http::Document::report;
        const auto& bytes = is_report ? report_bytes : corrections_bytes;
        if (!bytes) return refuse(Errc::not_found, "There are no corrections: every row loaded.");
        const auto path = folder / (is_report ? "report" : "corrections");
        if (!std::ifstream(path)) std::ofstream(path) << *bytes;
        return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    }

    static Seen seen(http::Response response) {
        Seen seen{response.status, std::move(response.headers), "", response.close};
        if (auto* stream = std::get_if<http::EventStream>(&response.body)) {
            seen.stream = std::move(*stream);
        } else if (auto* text = std::get_if<std::string>(&response.body)) {
            seen.body = std::move(*text);
        } else {
            const auto& file = std::get<http::FileBody>(response.body);
            seen.body.resize(file.length);
            const auto got = ::pread(
                file.file.get(), seen.body.data(), file.length, static_cast<off_t>(file.offset)
            );
            EXPECT_EQ(got, static_cast<ssize_t>(file.length));
        }
        return seen;
    }
};

}  // namespace rollcall::tests
