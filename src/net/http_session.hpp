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
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "net/asio.hpp"
#include "net/body_reader.hpp"
#include "net/http1/head.hpp"
#include "net/live_requests.hpp"
#include "net/peers.hpp"
#include "net/read_buffer.hpp"
#include "net/surroundings.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

class HttpSession {
public:
    HttpSession(Line line, Surroundings& surroundings)
        : around_(surroundings),
          wire_(std::move(line), surroundings.wires),
          live_(surroundings, wire_, ahead_),
          body_(wire_, ahead_, surroundings.settings.deadlines) {}

    // Answers until the client, a fault or a stop ends it.
    Task<void> serve();

    // Tells a client that there are too many. The view is of something constant.
    Task<void> turn_away(std::string_view why);

private:
    void begin_request();
    Task<bool> receive_head();
    bool take_head(std::size_t bytes);

    Task<std::optional<http::Response>> answer();
    Task<std::optional<http::Response>> handle();
    Task<std::optional<http::Response>>
    exchange(live::engine_io::Server* engine, live::engine_io::Request request);
    Task<http::Response> call_api();
    Task<Result<void>> take_body();
    Task<Result<void>> take_text(std::uint64_t bytes_max);
    Task<Result<void>> take_upload();
    Result<void> feed(std::unique_ptr<http::UploadStream>& stream, std::string_view bytes);
    http::Response refusal(const Error& error) const;

    Task<bool> send(http::Response response);
    Task<bool> greet();
    Task<void> refuse_line(Error error);

    Surroundings& around_;
    Wire wire_;
    ReadBuffer ahead_;
    LiveRequests live_;
    BodyReader body_;

    // Of the request at hand.
    http::Request request_;
    http1::Framing framing_;
    std::optional<Error> refused_head_;
    http::Admitted admitted_;
    std::unique_ptr<live::Stream> events_;
};

}  // namespace rollcall::net
