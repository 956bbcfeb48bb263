// tls/: TLS over a socket that never blocks, without any idea of Asio or HTTP: the certificate that
// is shown, and one connection's records.
#pragma once

#include "net/tls/identity.hpp"  // IWYU pragma: export
#include "net/tls/session.hpp"   // IWYU pragma: export
