// One request and its answer over HTTP, by libcurl. Connections stay open for the next request.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"

namespace rollcall::spool::s3 {

struct HttpRequest {
    std::string method;
    std::string url;
    std::map<std::string, std::string> headers;
    std::string_view body;
};

struct HttpAnswer {
    long status = 0;                             // 0: there was no answer
    std::map<std::string, std::string> headers;  // lower-case names
    std::string body;                            // unless it was handed on
    std::string trouble;                         // why there was none
};

// Takes a good answer's bytes as they come; false: it wants no more.
using TakeBytes = std::function<bool(std::string_view)>;

struct HttpTimeouts {
    std::uint32_t connect_ms = 10'000;
    // Without a byte in either direction.
    std::uint32_t silence_seconds = 30;
};

// Safe from any thread.
class HttpClient {
public:
    explicit HttpClient(HttpTimeouts timeouts);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    // Bytes of answers below 300 go to `take`, when there is one.
    HttpAnswer run(const HttpRequest& request, const TakeBytes& take = {});

private:
    struct Handle;

    std::unique_ptr<Handle> borrow();

    HttpTimeouts timeouts_;
    Guarded<std::vector<std::unique_ptr<Handle>>> idle_;
};

}  // namespace rollcall::spool::s3
