#include "tests/socketio_server/flags.hpp"

#include <cstdint>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "base/clock.hpp"

namespace rollcall::socketio_server {

Flags read_flags(int argc, char** argv) {
    CLI::App command("A Socket.IO server for tests: echo, or the official client suite's fixture.");
    Flags flags;
    std::int64_t ping_interval = flags.ping_interval.count();
    std::int64_t ping_timeout = flags.ping_timeout.count();
    std::int64_t connect_timeout = flags.connect_timeout.count();
    command.add_option("--port", flags.port, "0: any free one");
    command.add_option("--ping-interval", ping_interval, "ms")->check(CLI::PositiveNumber);
    command.add_option("--ping-timeout", ping_timeout, "ms")->check(CLI::PositiveNumber);
    command.add_option("--connect-timeout", connect_timeout, "ms")->check(CLI::PositiveNumber);
    command.add_option("--max-payload", flags.payload_bytes_max, "bytes");
    command.add_flag("--recovery", flags.recovery, "connection state recovery");
    command.add_flag("--fixture", flags.fixture, "serve the official client suite (recovers too)");
    try {
        command.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(command.exit(error));
    }
    flags.ping_interval = Milliseconds{ping_interval};
    flags.ping_timeout = Milliseconds{ping_timeout};
    flags.connect_timeout = Milliseconds{connect_timeout};
    flags.recovery = flags.recovery || flags.fixture;
    return flags;
}

}  // namespace rollcall::socketio_server
