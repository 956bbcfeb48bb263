// What a server allows its clients.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "net/http1/head.hpp"
#include "net/proxies.hpp"
#include "net/tls/files.hpp"

namespace rollcall::net {

// How long a client may take. Times of our own work never count.
struct Deadlines {
    Milliseconds idle{75'000};    // between two requests
    Milliseconds header{10'000};  // from a head's first byte to its last
    // A transfer (a body, an answer) must keep `bytes_per_second` on average after `grace`, and may
    // never stand still for longer than `stall`.
    Milliseconds grace{10'000};
    Milliseconds stall{30'000};
    std::uint64_t bytes_per_second = kib;
    // How long we go on reading after a refusal, so that the client sees the answer.
    Milliseconds linger{5'000};
    // How long running requests may take to end when the server stops.
    Milliseconds stop{10'000};
};

struct ServerSettings {
    // Addresses, or "localhost" for 127.0.0.1 and ::1.
    std::vector<std::string> hosts{"localhost"};
    std::uint16_t port = 5000;  // 0: any free one
    // Of all kinds together. Fewer when the process may not have as many descriptors.
    std::uint32_t connections_max = 12'000;
    // Of one address, so that nobody alone takes all there is; trusted proxies may have any number.
    std::uint32_t connections_per_peer_max = 2'000;
    tls::Files tls;
    // How often its files are looked at.
    Milliseconds tls_reread{1'000};
    Proxies trusted_proxies;  // none: nobody is believed to speak for another
    std::uint32_t request_threads = 2;
    std::uint32_t upload_threads = 2;
    // Handlers that run or wait for a thread; what comes behind them is refused at once.
    std::uint32_t requests_waiting_max = 512;
    // What takes a processor for long goes one at a time, so that all others go on beside it. Of
    // equal documents the second then finds what was made for the first.
    std::uint32_t password_threads = 1;
    std::uint32_t passwords_waiting_max = 32;
    std::uint32_t document_threads = 1;
    std::uint32_t documents_waiting_max = 64;
    http1::HeadLimits head;
    // A body that nobody asked for is read and dropped up to this much.
    std::uint64_t unwanted_body_bytes_max = 64 * kib;
    // 256 KiB steps cost 40 % less CPU than 64 KiB ones.
    std::size_t transfer_bytes = 256 * kib;
    // How much is read and dropped after a refusal.
    std::uint64_t linger_bytes_max = 64 * mib;
    // A client's message over a websocket; a longer one ends it.
    std::size_t websocket_message_bytes_max = 64 * kib;
    // How often a stream of events that has nothing to tell says so: proxies end silent ones, and a
    // client that is gone without a word shows only in writing.
    Milliseconds events_keep_alive{15'000};
    Deadlines deadlines;
};

}  // namespace rollcall::net
