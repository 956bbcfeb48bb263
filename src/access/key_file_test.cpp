#include "access/key_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_keys.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::access {
namespace {

using testing::HasSubstr;
using tests::provider_ed25519;
using tests::provider_p256;

class KeyFileInAFolder : public testing::Test {
protected:
    // As whoever rotates keys does: beside it and then over it.
    void write(const std::string& text) {
        std::ofstream(folder_ / "new") << text;
        std::filesystem::rename(folder_ / "new", path());
    }
    std::string path() const { return folder_ / "keys"; }

private:
    tests::TemporaryFolder folder_;
};

TEST_F(KeyFileInAFolder, GivesTheKeyOfAPem) {
    write(provider_p256().public_pem());
    KeyFile file(path(), KeyFile::Form::pem);
    KeySet keys;

    ASSERT_TRUE(file.add_to(keys).has_value());

    EXPECT_TRUE(keys.verifies({"ES256", {}}, "a text", provider_p256().sign("a text")));
    EXPECT_FALSE(file.has_changed());
}

TEST_F(KeyFileInAFolder, SeesThatItChanged) {
    write(provider_p256().public_pem());
    KeyFile file(path(), KeyFile::Form::pem);
    KeySet old;
    ASSERT_TRUE(file.add_to(old).has_value());

    write(provider_ed25519().public_pem());

    EXPECT_TRUE(file.has_changed());
    KeySet keys;
    ASSERT_TRUE(file.add_to(keys).has_value());
    EXPECT_FALSE(file.has_changed());
    EXPECT_TRUE(keys.verifies({"EdDSA", {}}, "a text", provider_ed25519().sign("a text")));
    std::filesystem::remove(path());
    EXPECT_TRUE(file.has_changed());
}

TEST_F(KeyFileInAFolder, RefusesWhatIsNoGoodKeyAndNamesTheFile) {
    for (const auto* text : {"", "not a key"}) {
        for (const auto form : {KeyFile::Form::pem, KeyFile::Form::jwks}) {
            SCOPED_TRACE(text);
            write(text);
            KeySet keys;
            const auto added = KeyFile(path(), form).add_to(keys);
            ASSERT_FALSE(added.has_value());
            EXPECT_EQ(added.error().code, Errc::validation_error);
            EXPECT_THAT(added.error().message, HasSubstr(path()));
        }
    }
    write(std::string(300'000, ' '));
    KeySet keys;
    EXPECT_FALSE(KeyFile(path(), KeyFile::Form::jwks).add_to(keys));
    EXPECT_FALSE(KeyFile(path() + "-not-there", KeyFile::Form::pem).add_to(keys));
}

}  // namespace
}  // namespace rollcall::access
