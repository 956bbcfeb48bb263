// The other side of a TLS session, over a socket that does not block, in the test's own thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include "base/descriptor.hpp"

namespace rollcall::tests {

// Two ends of one line, neither of which blocks.
struct SocketPair {
    SocketPair() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) != 0) std::abort();
        ours = Descriptor(ends[0]);
        theirs = Descriptor(ends[1]);
    }
    Descriptor ours;
    Descriptor theirs;
};

class TlsClient {
public:
    explicit TlsClient(int socket, int version_max = TLS1_3_VERSION)
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        // Below what the house's security level lets through, so that it is the server that
        // refuses.
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket);
        SSL_set_connect_state(ssl_.get());
    }

    // As ALPN has them: "\x08http/1.1".
    void offer(std::string_view protocols) {
        SSL_set_alpn_protos(
            ssl_.get(),
            reinterpret_cast<const unsigned char*>(protocols.data()),
            static_cast<unsigned>(protocols.size())
        );
    }

    // One step; whether the handshake is done.
    bool shake_hands() {
        ERR_clear_error();
        const int result = SSL_do_handshake(ssl_.get());
        has_failed_ = result != 1 && SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ;
        return result == 1;
    }
    bool has_failed() const { return has_failed_; }

    std::string protocol() const {
        const unsigned char* chosen = nullptr;
        unsigned bytes = 0;
        SSL_get0_alpn_selected(ssl_.get(), &chosen, &bytes);
        return {reinterpret_cast<const char*>(chosen), bytes};
    }

    std::string server_name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> shown(
            SSL_get1_peer_certificate(ssl_.get()), X509_free
        );
        std::array<char, 256> name{};
        X509_NAME_get_text_by_NID(
            X509_get_subject_name(shown.get()), NID_commonName, name.data(), name.size()
        );
        return name.data();
    }

    std::size_t write(std::string_view bytes) {
        std::size_t written = 0;
        SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
        return written;
    }

    // What has come so far.
    std::string read() {
        std::string all;
        std::array<char, 4096> room{};
        std::size_t bytes = 0;
        ERR_clear_error();
        while (SSL_read_ex(ssl_.get(), room.data(), room.size(), &bytes) == 1)
            all.append(room.data(), bytes);
        was_told_goodbye_ = SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN;
        return all;
    }
    bool was_told_goodbye() const { return was_told_goodbye_; }

    void say_goodbye() { SSL_shutdown(ssl_.get()); }

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    bool has_failed_ = false;
    bool was_told_goodbye_ = false;
};

}  // namespace rollcall::tests
