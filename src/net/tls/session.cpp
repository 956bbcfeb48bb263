#include "net/tls/session.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "net/tls/identity.hpp"

namespace rollcall::net::tls {
namespace {

int socket_of(BIO* bio) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool may_pass() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int receive(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const auto got = ::recv(socket_of(bio), into, static_cast<std::size_t>(size), 0);
    if (got < 0 && may_pass()) BIO_set_retry_read(bio);
    if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(got);
}

// OpenSSL's own writes to a closed socket raise SIGPIPE.
int transmit(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const auto sent = ::send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && may_pass()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_FLUSH) return 1;
    return command == BIO_CTRL_EOF && BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
}

BIO* wrap(int socket) {
    static const auto* const method = [] {
        auto* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        BIO_meth_set_read(made, receive);
        BIO_meth_set_write(made, transmit);
        BIO_meth_set_ctrl(made, control);
        return made;
    }();
    auto* const bio = BIO_new(method);
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
    BIO_set_init(bio, 1);
    return bio;
}

}  // namespace

void Session::End::operator()(ssl_st* session) const {
    SSL_free(session);
}

Session::Session(const Identity& identity, int socket) : ssl_(SSL_new(identity.context())) {
    auto* const bio = wrap(socket);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
}

Session::~Session() {
    say_goodbye();
}

Handshake Session::shake_hands() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
        may_speak_ = true;
        return Handshake::done;
    }
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ: return Handshake::wants_read;
        case SSL_ERROR_WANT_WRITE: return Handshake::wants_write;
        default: break;
    }
    return ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_HTTP_REQUEST ? Handshake::plain_http
                                                                       : Handshake::failed;
}

Session::Moved Session::read(std::span<char> into) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return moved(result, bytes);
}

Session::Moved Session::write(std::string_view bytes) {
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
    return moved(result, written);
}

Session::Moved Session::moved(int result, std::size_t bytes) {
    if (result == 1) return {.bytes = bytes};
    switch (SSL_get_error(ssl_.get(), result)) {
        // Who reads and must write first, or the other way round (a change of keys), gets it done
        // with its next step.
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return {};
        case SSL_ERROR_ZERO_RETURN: return {.has_ended = true};
        default: break;
    }
    may_speak_ = false;
    return {.has_ended = true};
}

void Session::say_goodbye() {
    if (!std::exchange(may_speak_, false)) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

}  // namespace rollcall::net::tls
