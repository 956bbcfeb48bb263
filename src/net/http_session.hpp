// One connection's requests, one after the other. Used on the io thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/api.hpp"
#include "http/message.hpp"
#include "net/asio.hpp"
#include "net/body_reader.hpp"
#include "net/http1/head.hpp"
#include "net/offload.hpp"
#include "net/read_buffer.hpp"
#include "net/settings.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

// What all sessions of a server use. Outlives them.
struct Surroundings {
    const ServerSettings& settings;
    const http::Api& api;
    Offload& requests;
    Offload& uploads;
    Wires& wires;
    std::string id_prefix;  // random, one a server; request ids count up behind it
    std::uint64_t requests_begun = 0;
};

class HttpSession {
public:
    HttpSession(Socket socket, Surroundings& surroundings)
        : around_(surroundings),
          wire_(std::move(socket), surroundings.wires),
          body_(wire_, ahead_, surroundings.settings.deadlines) {}

    // Answers until the client, a fault or a stop ends it.
    Task<void> serve();

    // Tells a client that there are too many.
    Task<void> turn_away();

private:
    void begin_request();
    Task<bool> receive_head();
    bool take_head(std::size_t bytes);

    Task<http::Response> answer();
    Task<http::Response> handle();
    Task<Result<void>> take_body();
    Task<Result<void>> take_text(std::uint64_t bytes_max);
    Task<Result<void>> take_upload();
    Result<void> feed(std::unique_ptr<http::UploadStream>& stream, std::string_view bytes);
    http::Response refusal(const Error& error) const;
    Error error_of(const std::exception& thrown) const;

    Task<bool> send(http::Response response);
    Task<bool> send_file(http::FileBody body);
    Task<void> linger();

    Surroundings& around_;
    Wire wire_;
    ReadBuffer ahead_;
    BodyReader body_;

    // Of the request at hand.
    http::Request request_;
    http1::Framing framing_;
    std::optional<Error> refused_head_;
    http::Admitted admitted_;
};

}  // namespace rollcall::net
