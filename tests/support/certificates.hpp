// Certificates for tests, made by the openssl program.
#pragma once

#include <cstdlib>
#include <string>

#include "net/tls/files.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

// A certificate that signs itself and its key, as two files that may be made anew.
class Certificate {
public:
    explicit Certificate(const std::string& name = "localhost") { renew(name); }

    void renew(const std::string& name) const {
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
            "-nodes -days 2 -subj '/CN=" +
            name + "' -addext 'subjectAltName=IP:127.0.0.1' -keyout '" + files().key + "' -out '" +
            files().certificate + "' 2>/dev/null";
        // Only this test's thread changes the environment, and nothing here does.
        if (std::system(command.c_str()) != 0) std::abort();  // NOLINT(concurrency-mt-unsafe)
    }

    net::tls::Files files() const {
        return {.certificate = folder_ / "cert.pem", .key = folder_ / "key.pem"};
    }

private:
    TemporaryFolder folder_;
};

}  // namespace rollcall::tests
