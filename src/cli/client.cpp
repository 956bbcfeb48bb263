#include "cli/client.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/error_code.hpp>
#include <curl/curl.h>
#include <curl/system.h>

#include "base/curl.hpp"
#include "base/result.hpp"

namespace rollcall::cli {
namespace {

constexpr const char* prefix = "/api/v1/bulk-upload";
constexpr long connect_timeout_ms = 10'000;
constexpr long status_refused = 300;
constexpr long status_too_many_requests = 429;
constexpr long status_server_error = 500;

struct CurlFree {
    void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl().slist_free_all(list); }
    void operator()(curl_mime* form) const { curl().mime_free(form); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using Owned = std::unique_ptr<T, CurlFree>;

std::size_t append_to(char* bytes, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(bytes, size * count);
    return size * count;
}

std::size_t write_to(char* bytes, std::size_t size, std::size_t count, void* file) {
    return std::fwrite(bytes, size, count, static_cast<std::FILE*>(file)) * size;
}

// libcurl asks at least once a second, and whenever bytes come or go.
int ask_to_stop(void* client, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Client*>(client)->stop_asked() ? 1 : 0;
}

// One exchange; its parts live as long as it does.
class Exchange {
public:
    Exchange(Client& client, const ServerOptions& server, const std::string& path)
        : handle_(curl().easy_init()) {
        add_header("Authorization: Bearer " + server.token);
        const std::string below = path.starts_with("/api/") ? "" : prefix;
        set(CURLOPT_URL, (server.url + below + path).c_str());
        set(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_WRITEFUNCTION, append_to);
        set(CURLOPT_WRITEDATA, &body_);
        set(CURLOPT_XFERINFOFUNCTION, ask_to_stop);
        set(CURLOPT_XFERINFODATA, &client);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(server.silence_max.count()));
    }

    template <class T>
    void set(CURLoption option, T value) {
        curl().easy_setopt(handle_.get(), option, value);
    }

    void add_header(const std::string& line) {
        headers_.reset(curl().slist_append(headers_.release(), line.c_str()));
    }

    CURL* handle() { return handle_.get(); }

    long status() const {
        long status = 0;
        curl().easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }

    // The answer's status and whole body.
    Result<long> run(const std::string& server) {
        set(CURLOPT_HTTPHEADER, headers_.get());
        const auto code = curl().easy_perform(handle_.get());
        if (code == CURLE_ABORTED_BY_CALLBACK) {
            return refuse(Errc::cancelled, "stopped before the server had answered");
        }
        if (code != CURLE_OK) {
            return refuse(
                Errc::unavailable,
                "the server " + server + " is out of reach: " + curl().easy_strerror(code)
            );
        }
        return status();
    }

    const std::string& body() const { return body_; }

private:
    Owned<CURL> handle_;
    Owned<curl_slist> headers_;
    std::string body_;
};

// An exchange whose bytes are handed on, for libcurl's callback.
struct Streamed {
    const Exchange& exchange;
    const std::function<void(std::string_view)>& take;
};

std::size_t hand_on(char* bytes, std::size_t size, std::size_t count, void* streamed) {
    const auto& [exchange, take] = *static_cast<const Streamed*>(streamed);
    if (exchange.status() < status_refused) take({bytes, size * count});
    return size * count;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

// What a refusal means that is not the server's own: a proxy's, who speaks for one that is gone.
Errc code_of(long status) {
    if (status == status_too_many_requests) return Errc::rate_limit_exceeded;
    return status >= status_server_error ? Errc::unavailable : Errc::validation_error;
}

Error server_error(long status, const std::string& body) {
    boost::system::error_code wrong;
    const auto value = boost::json::parse(body, wrong);
    if (wrong || !value.is_object()) {
        return {code_of(status), "the server answered " + std::to_string(status), {}};
    }
    const auto& object = value.as_object();
    Error error{code_of(status), text_of(object, "message"), {}};
    const auto* detail = object.if_contains("error");
    if (detail != nullptr && detail->is_object()) {
        error.code = parse_errc(text_of(detail->as_object(), "code")).value_or(code_of(status));
    }
    return error;
}

Result<boost::json::object> data_of(Result<long> status, const std::string& body) {
    if (!status) return std::unexpected(status.error());
    if (*status >= status_refused) return std::unexpected(server_error(*status, body));
    boost::system::error_code wrong;
    auto value = boost::json::parse(body, wrong);
    const auto* data =
        wrong || !value.is_object() ? nullptr : value.as_object().if_contains("data");
    if (data == nullptr || !data->is_object()) {
        return refuse(Errc::internal_error, "the server's answer is not of the expected form");
    }
    return data->as_object();
}

}  // namespace

Client::Client(ServerOptions options, StopWithin stop_within)
    : options_(std::move(options)), stop_within_(std::move(stop_within)) {
    while (options_.url.ends_with('/'))
        options_.url.pop_back();
}

// The signal is told of once, and everything that is asked afterwards must hear of it.
bool Client::stop_asked(std::chrono::milliseconds within) {
    is_stopped_ = is_stopped_ || stop_within_(within);
    return is_stopped_;
}

Result<boost::json::object> Client::get(const std::string& path) {
    Exchange exchange(*this, options_, path);
    const auto status = exchange.run(options_.url);
    return data_of(status, exchange.body());
}

Result<boost::json::object> Client::post(const std::string& path, const boost::json::object& body) {
    Exchange exchange(*this, options_, path);
    const auto text = boost::json::serialize(body);
    exchange.add_header("Content-Type: application/json");
    exchange.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text.size()));
    exchange.set(CURLOPT_POSTFIELDS, text.c_str());
    const auto status = exchange.run(options_.url);
    return data_of(status, exchange.body());
}

Result<boost::json::object> Client::upload(const UploadRequest& request) {
    std::error_code missing;
    if (!std::filesystem::is_regular_file(request.path, missing)) {
        return refuse(Errc::not_found, request.path + ": there is no such file");
    }
    Exchange exchange(*this, options_, request.route);
    const Owned<curl_mime> form(curl().mime_init(exchange.handle()));
    for (const auto& [name, value] : request.fields) {
        auto* field = curl().mime_addpart(form.get());
        curl().mime_name(field, name.c_str());
        curl().mime_data(field, value.c_str(), value.size());
    }
    auto* file = curl().mime_addpart(form.get());
    curl().mime_name(file, "file");
    curl().mime_filedata(file, request.path.c_str());
    exchange.set(CURLOPT_MIMEPOST, form.get());
    if (!request.idempotency_key.empty()) {
        exchange.add_header("Idempotency-Key: " + request.idempotency_key);
    }
    const auto status = exchange.run(options_.url);
    return data_of(status, exchange.body());
}

Result<long>
Client::follow(const std::string& path, const std::function<void(std::string_view)>& take) {
    Exchange exchange(*this, options_, path);
    const Streamed streamed{exchange, take};
    exchange.add_header("Accept: text/event-stream");
    exchange.set(CURLOPT_WRITEFUNCTION, hand_on);
    exchange.set(CURLOPT_WRITEDATA, &streamed);
    return exchange.run(options_.url);
}

// The answer's bytes in the file; a refusal's bytes are not of the document, and nobody keeps them.
Result<void> Client::fetch(const std::string& path, const std::string& file) {
    const Owned<std::FILE> out(std::fopen(file.c_str(), "w+b"));
    if (!out) return refuse(Errc::storage_full, file + " cannot be written");
    Exchange exchange(*this, options_, path);
    exchange.set(CURLOPT_WRITEFUNCTION, write_to);
    exchange.set(CURLOPT_WRITEDATA, out.get());
    const auto status = exchange.run(options_.url);
    if (!status) return std::unexpected(status.error());
    if (std::fflush(out.get()) != 0) {
        return refuse(Errc::storage_full, file + " cannot be written to its end");
    }
    if (*status < status_refused) return {};
    std::string body(static_cast<std::size_t>(std::ftell(out.get())), '\0');
    std::rewind(out.get());
    body.resize(std::fread(body.data(), 1, body.size(), out.get()));
    return std::unexpected(server_error(*status, body));
}

Result<void> Client::download(const std::string& path, const std::string& file) {
    const auto beside = file + ".part";
    std::error_code error;
    auto fetched = fetch(path, beside);
    if (!fetched) {
        std::filesystem::remove(beside, error);
        return fetched;
    }
    std::filesystem::rename(beside, file, error);
    if (error) return refuse(Errc::storage_full, file + ": " + error.message());
    return {};
}

}  // namespace rollcall::cli
