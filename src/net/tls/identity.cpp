#include "net/tls/identity.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "base/log.hpp"
#include "base/result.hpp"

namespace rollcall::net::tls {
namespace {

// ALPN (RFC 7301): who speaks other protocols alone is told so; who names none is taken at its
// word.
int choose_protocol(
    SSL* /*session*/,
    const unsigned char** chosen,
    unsigned char* chosen_bytes,
    const unsigned char* offered,
    unsigned int offered_bytes,
    void* /*unused*/
) {
    constexpr std::string_view http = "http/1.1";
    std::string_view rest(reinterpret_cast<const char*>(offered), offered_bytes);
    while (!rest.empty()) {
        const auto size = static_cast<unsigned char>(rest.front());
        const auto name = rest.substr(1, size);
        if (name == http) {
            *chosen = reinterpret_cast<const unsigned char*>(name.data());
            *chosen_bytes = size;
            return SSL_TLSEXT_ERR_OK;
        }
        rest.remove_prefix(std::min<std::size_t>(rest.size(), size + std::size_t{1}));
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string latest_error() {
    const auto code = ERR_peek_last_error();
    const auto* const reason = ERR_reason_error_string(code);
    return reason == nullptr ? "it cannot be read" : reason;
}

// A key with a password would wait for somebody to type it.
int no_password(char* /*into*/, int /*size*/, int /*writing*/, void* /*unused*/) {
    return -1;
}

std::shared_ptr<SSL_CTX> make_context() {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    auto* const raw = context.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(
        raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
    );
    // A write takes what the socket takes; thousands of idle connections keep no buffers.
    SSL_CTX_set_mode(
        raw,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            SSL_MODE_RELEASE_BUFFERS
    );
    constexpr std::string_view name = "rollcall";
    SSL_CTX_set_session_id_context(
        raw, reinterpret_cast<const unsigned char*>(name.data()), name.size()
    );
    SSL_CTX_set_default_passwd_cb(raw, no_password);
    SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
    return context;
}

Result<std::shared_ptr<SSL_CTX>> read_context(const Files& files) {
    const auto refused = [](std::string_view setting, const std::string& file) {
        return refuse(
            Errc::validation_error,
            std::string(setting) + ": " + file + " is not usable: " + latest_error()
        );
    };
    ERR_clear_error();
    auto context = make_context();
    auto* const raw = context.get();
    if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
        return refused("TLS_CERT_FILE", files.certificate);
    }
    // Together with the key this asks whether they fit each other.
    if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return refused("TLS_KEY_FILE", files.key);
    }
    return context;
}

}  // namespace

Identity::Looks Identity::look_at(const Files& files) {
    const auto look = [](const std::string& path) -> Look {
        struct stat facts {};
        if (::stat(path.c_str(), &facts) != 0) return {};
        return {
            static_cast<std::int64_t>(facts.st_ino),
            facts.st_size,
            facts.st_mtim.tv_sec,
            facts.st_mtim.tv_nsec};
    };
    return {.certificate = look(files.certificate), .key = look(files.key)};
}

Result<Identity> Identity::load(Files files) {
    Identity identity;
    // Before the reading: what changes meanwhile is read again.
    identity.looks_ = look_at(files);
    auto context = read_context(files);
    if (!context) return std::unexpected(std::move(context.error()));
    identity.context_ = std::move(*context);
    identity.files_ = std::move(files);
    return identity;
}

Identity Identity::reread() const {
    const auto looks = look_at(files_);
    if (looks == looks_) return *this;
    auto fresh = load(files_);
    if (fresh) {
        log::info("net", "the certificate was read again: " + files_.certificate);
        return std::move(*fresh);
    }
    log::error("net", "the certificate stays what it was: " + fresh.error().message);
    auto same = *this;
    same.looks_ = looks;
    return same;
}

}  // namespace rollcall::net::tls
