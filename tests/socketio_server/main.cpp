// socketio_test_server: our Engine.IO and Socket.IO for tests from outside. Prints the port it
// listens on, and serves until SIGINT or SIGTERM.
#include <csignal>
#include <exception>
#include <iostream>
#include <ostream>

#include "net/server.hpp"
#include "net/settings.hpp"
#include "tests/socketio_server/flags.hpp"
#include "tests/socketio_server/front.hpp"
#include "tests/socketio_server/no_api.hpp"

namespace rollcall::socketio_server {
namespace {

sigset_t stop_signals() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

int serve(const Flags& flags) {
    // Before any thread starts: threads inherit what is blocked.
    const auto signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const NoApi api;
    net::ServerSettings settings;
    settings.hosts = {"127.0.0.1"};
    settings.port = flags.port;
    settings.websocket_message_bytes_max = flags.payload_bytes_max;
    net::Server server(settings, api);
    TestFront front(flags, server.loop());
    if (const auto started = server.start(&front); !started) {
        std::cerr << "socketio_test_server: " << started.error().message << '\n';
        return 1;
    }
    std::cout << server.port() << '\n' << std::flush;
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
    return 0;
}

}  // namespace
}  // namespace rollcall::socketio_server

int main(int argc, char** argv) {
    using namespace rollcall::socketio_server;
    try {
        return serve(read_flags(argc, argv));
    } catch (const std::exception& failure) {
        std::cerr << "socketio_test_server: " << failure.what() << '\n';
        return 1;
    }
}
