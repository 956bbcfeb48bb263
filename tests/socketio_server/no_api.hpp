// The REST side of a server that has none.
#pragma once

#include <memory>
#include <variant>

#include "base/result.hpp"
#include "http/api.hpp"
#include "http/message.hpp"

namespace rollcall::socketio_server {

class NoApi final : public http::Api {
public:
    std::variant<http::Admitted, http::Response> admit(const http::Head& head) const override {
        return refusal(head, nothing());
    }
    Result<std::unique_ptr<http::UploadStream>>
    start_upload(const http::Admitted& /*admitted*/, const http::Head& /*head*/) const override {
        return refuse(Errc::not_found, "there are no uploads");
    }
    http::Response handle(const http::Admitted& /*admitted*/, const http::Request& request)
        const override {
        return refusal(request.head, nothing());
    }
    http::Response refusal(const http::Head& /*head*/, const Error& error) const override {
        http::Response response;
        response.status = status_of(error.code);
        response.headers = {{"Content-Type", "text/plain; charset=UTF-8"}};
        response.body = error.message;
        return response;
    }

private:
    static unsigned status_of(Errc code) {
        if (code == Errc::not_found) return 404;
        return code == Errc::file_too_large_upload ? 413 : 400;
    }
    static Error nothing() { return {Errc::not_found, "there is nothing here", {}}; }
};

}  // namespace rollcall::socketio_server
