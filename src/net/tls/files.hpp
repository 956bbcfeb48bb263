// Where the certificate of a server and its key lie.
#pragma once

#include <string>

namespace rollcall::net::tls {

struct Files {
    std::string certificate;  // and those above it, as PEM; empty: no TLS
    std::string key;

    explicit operator bool() const { return !certificate.empty(); }
};

}  // namespace rollcall::net::tls
