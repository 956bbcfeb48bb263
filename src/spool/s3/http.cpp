#include "spool/s3/http.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <curl/curl.h>
#include <curl/system.h>

#include "base/curl.hpp"
#include "base/text.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr long status_refused = 300;
constexpr std::size_t idle_max = 8;

struct FreeHandle {
    void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// What libcurl's callbacks work on.
struct Exchange {
    CURL* handle;
    const TakeBytes& take;
    HttpAnswer answer;

    long status() const {
        long status = 0;
        curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        return status;
    }
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::string_view body(bytes, size * count);
    if (exchange.take && exchange.status() < status_refused) {
        return exchange.take(body) ? body.size() : 0;
    }
    exchange.answer.body += body;
    return body.size();
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
    const std::string_view line(bytes, size * count);
    auto& headers = static_cast<Exchange*>(user)->answer.headers;
    // Another answer begins, after one that only said "go on".
    if (line.starts_with("HTTP/")) headers.clear();
    if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        headers[fold_case(line.substr(0, colon))] = trim(line.substr(colon + 1));
    }
    return line.size();
}

HeaderList header_lines(const std::map<std::string, std::string>& headers) {
    // Neither waits for a "go on" nor tells a type that nobody signed.
    HeaderList list(curl().slist_append(nullptr, "Expect:"));
    list.reset(curl().slist_append(list.release(), "Content-Type:"));
    for (const auto& [name, value] : headers)
        list.reset(curl().slist_append(list.release(), (name + ": " + value).c_str()));
    return list;
}

}  // namespace

struct HttpClient::Handle {
    std::unique_ptr<CURL, FreeHandle> curl;

    template <class T>
    void set(CURLoption option, T value) {
        rollcall::curl().easy_setopt(curl.get(), option, value);
    }
};

HttpClient::HttpClient(HttpTimeouts timeouts) : timeouts_(timeouts) {}
HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Handle> HttpClient::borrow() {
    auto handle = idle_.with([](auto& idle) -> std::unique_ptr<Handle> {
        if (idle.empty()) return nullptr;
        auto last = std::move(idle.back());
        idle.pop_back();
        return last;
    });
    if (handle) {
        curl().easy_reset(handle->curl.get());
        return handle;
    }
    handle = std::make_unique<Handle>();
    handle->curl.reset(curl().easy_init());
    return handle;
}

HttpAnswer HttpClient::run(const HttpRequest& request, const TakeBytes& take) {
    auto handle = borrow();
    Exchange exchange{handle->curl.get(), take, {}};
    const auto headers = header_lines(request.headers);
    handle->set(CURLOPT_URL, request.url.c_str());
    handle->set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    handle->set(CURLOPT_HTTPHEADER, headers.get());
    handle->set(CURLOPT_NOSIGNAL, 1L);
    handle->set(CURLOPT_PATH_AS_IS, 1L);
    handle->set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts_.connect_ms));
    handle->set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    handle->set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(timeouts_.silence_seconds));
    handle->set(CURLOPT_WRITEFUNCTION, take_body);
    handle->set(CURLOPT_WRITEDATA, &exchange);
    handle->set(CURLOPT_HEADERFUNCTION, take_header);
    handle->set(CURLOPT_HEADERDATA, &exchange);
    if (request.method == "PUT" || request.method == "POST") {
        handle->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        handle->set(CURLOPT_POSTFIELDS, request.body.data() != nullptr ? request.body.data() : "");
    }
    const auto code = curl().easy_perform(handle->curl.get());
    if (code == CURLE_OK) {
        exchange.answer.status = exchange.status();
    } else {
        exchange.answer.trouble = curl().easy_strerror(code);
    }
    idle_.with([&](auto& idle) {
        if (idle.size() < idle_max) idle.push_back(std::move(handle));
    });
    return std::move(exchange.answer);
}

}  // namespace rollcall::spool::s3
