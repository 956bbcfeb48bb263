// A server of HTTP/1.1 over real sockets, and requests in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "net/server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::tests {

inline net::ServerSettings quick_settings() {
    net::ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = 0;
    return settings;
}

inline std::string get(std::string_view target, std::string_view headers = {}) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
           "\r\n";
}

inline std::string post(std::string_view target, std::string_view headers, std::string_view body) {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
           "\r\n" + std::string(body);
}

inline std::string
counted(std::string_view target, std::string_view body, std::string_view headers = {}) {
    return post(
        target,
        std::string(headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n",
        body
    );
}

// A multipart body with one file.
inline std::string form(std::string_view bytes) {
    return "--X\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n" +
           std::string(bytes) + "\r\n--X--\r\n";
}

inline constexpr std::string_view form_type = "Content-Type: multipart/form-data; boundary=X\r\n";

// A server on a free port, its small API, and clients that speak in bytes.
class ServerTest : public testing::Test {
protected:
    void start(const net::ServerSettings& settings = quick_settings()) {
        server.emplace(settings, api);
        const auto started = server->start();
        ASSERT_TRUE(started) << started.error().message;
    }

    RawClient client() { return RawClient(server->port()); }

    // What comes back for the bytes when the client sends no more.
    std::vector<RawAnswer> answers_to(std::string_view bytes) {
        auto raw = client();
        raw.send(bytes);
        raw.end_sending();
        return raw.read_answers();
    }

    SmallApi api;
    std::optional<net::Server> server;
};

}  // namespace rollcall::tests
