// A file as an answer's body.
#pragma once

#include "http/message.hpp"
#include "net/asio.hpp"
#include "net/offload.hpp"
#include "net/settings.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

// Reads pieces on storage threads and writes them on the io thread.
class FileSender {
public:
    // All outlive it.
    FileSender(Wire& wire, Offload& storage, const ServerSettings& settings)
        : wire_(wire), storage_(storage), settings_(settings) {}

    // False when the client is gone, or the file could not be read to its promised length.
    Task<bool> send(http::FileBody body);

private:
    Wire& wire_;
    Offload& storage_;
    const ServerSettings& settings_;
};

}  // namespace rollcall::net
