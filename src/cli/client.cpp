#include "cli/client.hpp"

#include <cstddef>
#include <cstdio>
#include <expected>
#include <filesystem>
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
#include <curl/easy.h>
#include <curl/system.h>

#include "base/result.hpp"

namespace rollcall::cli {
namespace {

constexpr const char* prefix = "/api/v1/bulk-upload";
constexpr long connect_timeout_ms = 10'000;
// A stream has a word from the server at least every 15 s.
constexpr long silence_max_s = 45;
constexpr long status_refused = 300;

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(curl_mime* form) const { curl_mime_free(form); }
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

// One exchange; its parts live as long as it does.
class Exchange {
public:
    Exchange(const ServerOptions& server, const std::string& path) : handle_(curl_easy_init()) {
        add_header("Authorization: Bearer " + server.token);
        set(CURLOPT_URL, (server.url + prefix + path).c_str());
        set(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_WRITEFUNCTION, append_to);
        set(CURLOPT_WRITEDATA, &body_);
    }

    template <class T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(handle_.get(), option, value);
    }

    void add_header(const std::string& line) {
        headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
    }

    CURL* handle() { return handle_.get(); }

    long status() const {
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }

    // The answer's status and whole body.
    Result<long> run(const std::string& server) {
        set(CURLOPT_HTTPHEADER, headers_.get());
        const auto code = curl_easy_perform(handle_.get());
        if (code == CURLE_ABORTED_BY_CALLBACK) {
            return refuse(Errc::cancelled, "somebody asked to stop");
        }
        if (code != CURLE_OK) {
            return refuse(
                Errc::unavailable,
                "the server " + server + " is out of reach: " + curl_easy_strerror(code)
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

// An exchange whose bytes are handed on, for libcurl's callbacks.
struct Streamed {
    const Exchange& exchange;
    const Client::Stream& stream;
};

std::size_t hand_on(char* bytes, std::size_t size, std::size_t count, void* streamed) {
    const auto& [exchange, stream] = *static_cast<const Streamed*>(streamed);
    if (exchange.status() < status_refused) stream.take({bytes, size * count});
    return size * count;
}

int ask_to_stop(void* streamed, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const Streamed*>(streamed)->stream.stop_asked() ? 1 : 0;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Error server_error(long status, const std::string& body) {
    boost::system::error_code wrong;
    const auto value = boost::json::parse(body, wrong);
    if (wrong || !value.is_object()) {
        return {Errc::internal_error, "the server answered " + std::to_string(status), {}};
    }
    const auto& object = value.as_object();
    Error error{Errc::internal_error, text_of(object, "message"), {}};
    const auto* detail = object.if_contains("error");
    if (detail != nullptr && detail->is_object()) {
        error.code =
            parse_errc(text_of(detail->as_object(), "code")).value_or(Errc::internal_error);
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

Client::Client(ServerOptions options) : options_(std::move(options)) {
    while (options_.url.ends_with('/'))
        options_.url.pop_back();
}

Result<boost::json::object> Client::get(const std::string& path) {
    Exchange exchange(options_, path);
    const auto status = exchange.run(options_.url);
    return data_of(status, exchange.body());
}

Result<boost::json::object> Client::post(const std::string& path, const boost::json::object& body) {
    Exchange exchange(options_, path);
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
    Exchange exchange(options_, "/process");
    const Owned<curl_mime> form(curl_mime_init(exchange.handle()));
    for (const auto& [name, value] : request.fields) {
        auto* field = curl_mime_addpart(form.get());
        curl_mime_name(field, name.c_str());
        curl_mime_data(field, value.c_str(), value.size());
    }
    auto* file = curl_mime_addpart(form.get());
    curl_mime_name(file, "file");
    curl_mime_filedata(file, request.path.c_str());
    exchange.set(CURLOPT_MIMEPOST, form.get());
    if (!request.idempotency_key.empty()) {
        exchange.add_header("Idempotency-Key: " + request.idempotency_key);
    }
    const auto status = exchange.run(options_.url);
    return data_of(status, exchange.body());
}

Result<long> Client::follow(const std::string& path, const Stream& stream) {
    Exchange exchange(options_, path);
    const Streamed streamed{exchange, stream};
    exchange.add_header("Accept: text/event-stream");
    exchange.set(CURLOPT_WRITEFUNCTION, hand_on);
    exchange.set(CURLOPT_WRITEDATA, &streamed);
    exchange.set(CURLOPT_XFERINFOFUNCTION, ask_to_stop);
    exchange.set(CURLOPT_XFERINFODATA, &streamed);
    exchange.set(CURLOPT_NOPROGRESS, 0L);
    exchange.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    exchange.set(CURLOPT_LOW_SPEED_TIME, silence_max_s);
    return exchange.run(options_.url);
}

Result<void> Client::download(const std::string& path, const std::string& file) {
    const auto beside = file + ".part";
    Exchange exchange(options_, path);
    {
        const Owned<std::FILE> out(std::fopen(beside.c_str(), "wb"));
        if (!out) return refuse(Errc::storage_full, file + " cannot be written");
        exchange.set(CURLOPT_WRITEFUNCTION, write_to);
        exchange.set(CURLOPT_WRITEDATA, out.get());
        const auto status = exchange.run(options_.url);
        if (!status) return std::unexpected(status.error());
        if (*status >= status_refused) {
            // What came is the refusal, not the document.
            std::fflush(out.get());
            std::string body(static_cast<std::size_t>(std::ftell(out.get())), '\0');
            const Owned<std::FILE> in(std::fopen(beside.c_str(), "rb"));
            if (in) body.resize(std::fread(body.data(), 1, body.size(), in.get()));
            std::filesystem::remove(beside);
            return std::unexpected(server_error(*status, body));
        }
        if (std::fflush(out.get()) != 0) {
            return refuse(Errc::storage_full, file + " cannot be written to its end");
        }
    }
    std::error_code error;
    std::filesystem::rename(beside, file, error);
    if (error) return refuse(Errc::storage_full, file + ": " + error.message());
    return {};
}

}  // namespace rollcall::cli
