// A small API behind a server under test: each route shows one thing that `net` has to do.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <unistd.h>

#include "base/failure.hpp"
#include "http/api.hpp"
#include "http/upload_stream.hpp"
#include "tests/support/memory_spool.hpp"

namespace rollcall::tests {

class SmallApi final : public http::Api {
public:
    std::variant<http::Admitted, http::Response> admit(const http::Head& head) const override {
        const auto path = head.target.substr(0, head.target.find('?'));
        http::Admitted admitted;
        admitted.arguments = {path};
        if (path == "/refused") return refusal(head, {Errc::authentication_error, "no", {}});
        if (path == "/echo") {
            admitted.body = http::BodyKind::json;
            admitted.body_bytes_max = 1000;
        } else if (path == "/upload") {
            admitted.body = http::BodyKind::upload;
            admitted.body_bytes_max = upload_bytes_max;
        } else if (path == "/hello" || path == "/events") {
            admitted.memory_only = true;
        } else if (path != "/stored" && path != "/throw" && path != "/file" && path != "/gate" &&
                   path != "/slow" && path != "/document" && path != "/head" && path != "/empty") {
            return refusal(head, {Errc::not_found, "nothing here", {}});
        }
        if (path == "/slow") admitted.lane = http::Lane::passwords;
        if (path == "/document") admitted.lane = http::Lane::documents;
        return admitted;
    }

    Result<std::unique_ptr<http::UploadStream>>
    start_upload(const http::Admitted&, const http::Head& head) const override {
        return http::make_upload_stream(
            spool, {.file_bytes = upload_bytes_max}, head.header("content-type").value_or("")
        );
    }

    http::Response handle(const http::Admitted& admitted, const http::Request& request)
        const override {
        ++handled;
        const auto& path = admitted.arguments.front();
        if (path == "/echo") return text(request.body);
        if (path == "/upload") return text(request.upload->file.sha256);
        if (path == "/throw") throw_as_told(request.head.target);
        if (path == "/file") return file();
        if (path == "/events") return {.status = 200, .headers = {}, .body = http::EventStream{}};
        if (path == "/gate" || path == "/slow" || path == "/document") wait_at_gate();
        if (path == "/head") return text(described(request.head));
        if (path == "/empty") return {.status = 204, .headers = {}, .body = "", .close = false};
        return text("hello");
    }

    http::Response refusal(const http::Head& head, const Error& error) const override {
        http::Response response;
        response.status = status_of(error.code);
        response.body =
            std::string(to_string(error.code)) + " " + head.request_id + " " + error.message;
        return response;
    }

    void open_gate() const {
        const std::scoped_lock lock(mutex_);
        is_open_ = true;
        gate_.notify_all();
    }
    // Until as many handlers wait at the gate.
    void wait_for_waiting(int count) const {
        std::unique_lock lock(mutex_);
        gate_.wait(lock, [&] { return waiting_ >= count; });
    }

    static std::string file_text() {
        std::string text;
        for (int i = 0; i < 100'000; ++i)
            text += std::to_string(i) + "\n";
        return text;
    }

    mutable MemorySpool spool;
    mutable std::atomic<int> handled{0};
    std::uint64_t upload_bytes_max = 64 * mib;

private:
    static http::Response text(std::string body) {
        http::Response response;
        response.headers = {{"Content-Type", "text/plain"}, {"X-Bad", "a\r\nInjected: yes"}};
        response.body = std::move(body);
        return response;
    }

    static std::string described(const http::Head& head) {
        std::string text = head.method + " " + head.target + "\n";
        for (const auto& [name, value] : head.headers)
            text += name + "=" + value + "\n";
        return text + "peer=" + head.peer + "\n";
    }

    static http::Response file() {
        std::array<char, 32> name{"/tmp/rollcall-net-XXXXXX"};
        http::FileBody body{Descriptor(::mkstemp(name.data())), 10, 0};
        ::unlink(name.data());
        const auto bytes = file_text();
        if (::write(body.file.get(), bytes.data(), bytes.size()) < 0) throw Failure("write");
        body.length = bytes.size() - 10;
        http::Response response;
        response.body = std::move(body);
        return response;
    }

    static void throw_as_told(std::string_view target) {
        if (target.ends_with("disk")) throw Failure("secret path", Broken::disk_full);
        if (target.ends_with("database")) throw Failure("secret sql", Broken::database);
        if (target.ends_with("other")) throw Failure("secret");
        throw std::bad_alloc();
    }

    void wait_at_gate() const {
        std::unique_lock lock(mutex_);
        ++waiting_;
        gate_.notify_all();
        gate_.wait(lock, [&] { return is_open_; });
    }

    static unsigned status_of(Errc code) {
        switch (code) {
            case Errc::authentication_error: return 401;
            case Errc::not_found: return 404;
            case Errc::request_timeout: return 408;
            case Errc::file_too_large_upload: return 413;
            case Errc::uri_too_long: return 414;
            case Errc::headers_too_large: return 431;
            case Errc::internal_error: return 500;
            case Errc::unavailable: return 503;
            case Errc::storage_full: return 507;
            default: return 400;
        }
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable gate_;
    mutable bool is_open_ = false;
    mutable int waiting_ = 0;
};

}  // namespace rollcall::tests
