#include "net/tls/identity.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/tls/session.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/tls_client.hpp"

namespace rollcall::net::tls {
namespace {

using testing::HasSubstr;

// Whose certificate a client is shown.
std::string shown_by(const Identity& identity) {
    tests::SocketPair line;
    Session session(identity, line.ours.get());
    tests::TlsClient client(line.theirs.get());
    for (int i = 0; i < 10 && !client.shake_hands(); ++i)
        session.shake_hands();
    return client.server_name();
}

TEST(TlsIdentity, IsWhatItsFilesHold) {
    const tests::Certificate certificate("first.example.org");

    const auto identity = Identity::load(certificate.files());

    ASSERT_TRUE(identity);
    EXPECT_EQ(shown_by(*identity), "first.example.org");
}

TEST(TlsIdentity, IsRefusedWithTheNameOfTheFileThatIsWrong) {
    const tests::Certificate certificate;
    const tests::Certificate other;
    const auto refused = [](Files files) {
        const auto identity = Identity::load(std::move(files));
        return identity ? std::string() : identity.error().message;
    };
    const auto [good, key] = certificate.files();

    EXPECT_THAT(refused({"/nowhere", key}), HasSubstr("TLS_CERT_FILE: /nowhere"));
    EXPECT_THAT(refused({good, "/nowhere"}), HasSubstr("TLS_KEY_FILE: /nowhere"));
    EXPECT_THAT(refused({key, key}), HasSubstr("TLS_CERT_FILE"));
    EXPECT_THAT(refused({good, good}), HasSubstr("TLS_KEY_FILE"));
    EXPECT_THAT(refused({good, other.files().key}), HasSubstr("TLS_KEY_FILE"));
}

TEST(TlsIdentity, StaysTheSameWhileItsFilesDo) {
    const tests::Certificate certificate;
    const auto identity = Identity::load(certificate.files());
    ASSERT_TRUE(identity);

    EXPECT_EQ(identity->reread().context(), identity->context());
}

TEST(TlsIdentity, IsNewOnceItsFilesAre) {
    const tests::Certificate certificate("first.example.org");
    const auto identity = Identity::load(certificate.files());
    ASSERT_TRUE(identity);

    certificate.renew("second.example.org");

    EXPECT_EQ(shown_by(identity->reread()), "second.example.org");
    EXPECT_EQ(shown_by(*identity), "first.example.org");
}

TEST(TlsIdentity, OutlivesABrokenPair) {
    const tests::Certificate certificate("first.example.org");
    auto identity = *Identity::load(certificate.files());

    std::ofstream(certificate.files().key) << "half a key";
    identity = identity.reread();
    EXPECT_EQ(shown_by(identity), "first.example.org");
    std::filesystem::remove(certificate.files().certificate);
    identity = identity.reread();
    EXPECT_EQ(shown_by(identity), "first.example.org");

    certificate.renew("second.example.org");
    EXPECT_EQ(shown_by(identity.reread()), "second.example.org");
}

}  // namespace
}  // namespace rollcall::net::tls
