// Who comes in: whoever shows a valid token.
#pragma once

#include "access/gate.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

class Doorman final : public socket_io::Handler {
public:
    // Gate and parts outlive the doorman.
    Doorman(access::Gate& gate, const Subscriber::Parts& parts) : gate_(gate), parts_(parts) {}

    // The token is `auth.token`, else the handshake's Authorization header.
    void connect(socket_io::Socket& socket, socket_io::Admission admission) override;

private:
    access::Gate& gate_;
    Subscriber::Parts parts_;
};

}  // namespace rollcall::live::jobs
