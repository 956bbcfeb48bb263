// Who comes in: whoever shows a valid token.
#pragma once

#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

class Doorman final : public socket_io::Handler {
public:
    // The parts outlive the doorman.
    explicit Doorman(const Subscriber::Parts& parts) : parts_(parts) {}

    void connect(socket_io::Socket& socket, socket_io::Admission admission) override;

private:
    Subscriber::Parts parts_;
};

}  // namespace rollcall::live::jobs
