// Who comes in: whoever shows a valid token.
#pragma once

#include "base/rate_limit.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

class Doorman final : public socket_io::Handler {
public:
    // The parts outlive the doorman, and so does what strangers may ask.
    Doorman(const Subscriber::Parts& parts, RateLimit& requests)
        : parts_(parts), requests_(requests) {}

    void connect(socket_io::Socket& socket, socket_io::Admission admission) override;

private:
    Subscriber::Parts parts_;
    RateLimit& requests_;
};

}  // namespace rollcall::live::jobs
