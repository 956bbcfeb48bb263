#include "app/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

using testing::HasSubstr;

// A file of settings that goes with the test.
class SettingsFile : public testing::Test {
protected:
    ~SettingsFile() override { std::filesystem::remove(path_); }

    Result<Settings> read(const std::string& text, std::map<std::string, std::string> flags = {}) {
        std::ofstream(path_) << text;
        return read_settings({std::move(flags), path_});
    }

    const std::string path_ = testing::TempDir() + "settings-" +
                              testing::UnitTest::GetInstance()->current_test_info()->name() +
                              ".toml";
};

TEST_F(SettingsFile, HasDefaultsForWhatItDoesNotName) {
    const auto settings = read("");

    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->port, 5000U);
    EXPECT_EQ(settings->upload_bytes_max, gib);
}

TEST_F(SettingsFile, AFlagStandsAboveTheFile) {
    const auto settings = read("port = 6000\nworkers = 3\n", {{"PORT", "7000"}});

    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->port, 7000U);
    EXPECT_EQ(settings->workers, 3U);
}

TEST_F(SettingsFile, SizesTakeUnits) {
    const auto settings = read("max_upload_bytes = \"64 MiB\"\nlimit_cell_bytes = \"512KiB\"\n");

    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->upload_bytes_max, 64 * mib);
    EXPECT_EQ(settings->reader.cell_bytes, 512 * kib);
}

TEST_F(SettingsFile, RefusesWhatItDoesNotKnowOrCannotBe) {
    struct Case {
        const char* text;
        const char* named;
    };
    for (const auto& [text, named] : {
             Case{"prot = 5000\n", "prot"},
             Case{"PORT = 5000\n", "PORT"},
             Case{"port = 70000\n", "PORT"},
             Case{"port = \"many\"\n", "PORT"},
             Case{"port = [1]\n", "PORT"},
             Case{"time_zone = \"Mars/Olympus\"\n", "TIME_ZONE"},
             Case{"jwt_secret = \"short\"\n", "JWT_SECRET"},
             Case{"jwt_secret = \"passwordpasswordpasswordpassword\"\n", "JWT_SECRET"},
             Case{"jwt_secret = \"P@ssw0rd-2026-P@ssw0rd-2026-P@ssw0rd\"\n", "JWT_SECRET"},
             Case{"jwt_secret = \"0123456789abcdef0123456789abcdef\"\n", "JWT_SECRET"},
             Case{"jwt_secret = \"k7!qk7!qk7!qk7!qk7!qk7!qk7!qk7!qk\"\n", "JWT_SECRET"},
             Case{"audit_key = \"rollcall-secret-2026-rollcall-secret\"\n", "AUDIT_KEY"},
             Case{"requests_per_second = 1\n", "twice a second"},
             Case{"requests_per_second = 2\n", "REQUESTS_PER_SECOND"},
             Case{"cors_origins = \"*\"\n", "CORS_ORIGINS"},
             Case{"cors_origins = \"app.example.org\"\n", "CORS_ORIGINS"},
             Case{
                 "cors_origins = \"https://a.example.org, https://b.example.org/\"\n",
                 "CORS_ORIGINS"},
             Case{"max_upload_bytes = \"1 TB\"\n", "MAX_UPLOAD_BYTES"},
             Case{"sandbox = \"yes\"\n", "SANDBOX"},
             Case{"database_url = \"mysql://host/members\"\n", "DATABASE_URL"},
             Case{"file_store = \"s3://members\"\n", "DATABASE_URL"},
             Case{"file_store = \"folder\"\n", "FILE_STORE"},
             Case{"file_store = \"file://relative\"\n", "FILE_STORE"},
             Case{"file_store = \"s3://Not A Bucket\"\n", "FILE_STORE"},
             Case{"s3_endpoint = \"s3.example.org\"\n", "S3_ENDPOINT"},
             Case{"port = \n", ".toml"},
         }) {
        SCOPED_TRACE(text);
        const auto settings = read(text);
        ASSERT_FALSE(settings.has_value());
        EXPECT_THAT(settings.error().message, HasSubstr(named));
    }
}

TEST_F(SettingsFile, TakesWhatIsGood) {
    for (const auto* text :
         {"jwt_secret = \"5f0c9ad1e83b7246c05d8e1fa92b6374\"\n",
          "jwt_secret = \"a secret of tests, the same on every node\"\n",
          "jwt_secret = \"q1Zr8mW0xJt5uYc2nVb7oEd4hGk9sLpA6fIiTQ==\"\n",
          "requests_per_second = 0\n",
          "requests_per_second = 3\n",
          "cors_origins = \"https://a.example.org, "
          "http://localhost:3000,capacitor://localhost\"\n"}) {
        SCOPED_TRACE(text);
        const auto settings = read(text);
        EXPECT_TRUE(settings.has_value()) << settings.error().message;
    }
}

TEST_F(SettingsFile, SecretsAreMasked) {
    const auto settings = read(
        "jwt_secret = \"5f0c9ad1e83b7246c05d8e1fa92b6374\"\n"
        "database_url = \"postgresql://rollcall:secret@db.example.org/members\"\n"
        "aws_secret_access_key = \"0123456789\"\n"
    );

    ASSERT_TRUE(settings.has_value());
    const auto lines = show_settings(*settings);
    for (const auto* key : {"JWT_SECRET", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"}) {
        SCOPED_TRACE(key);
        const auto secret =
            std::ranges::find(lines, key, &std::pair<std::string, std::string>::first);
        ASSERT_NE(secret, lines.end());
        EXPECT_EQ(secret->second, "********");
    }
}

TEST_F(SettingsFile, NamesTheBucketsService) {
    const auto settings = read("s3_endpoint = \"http://127.0.0.1:9000/\"\n");

    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->s3_endpoint, "http://127.0.0.1:9000");
    EXPECT_EQ(settings->s3_region, "us-east-1");
}

constexpr const char* postgres = "database_url = \"postgresql://db.example.org/members\"\n";

TEST_F(SettingsFile, MapsATableOfTheOrganisationsOwn) {
    const auto settings = read(
        std::string(postgres) +
        "[members]\ntable = \"People\"\n[members.columns]\nid_number = \"id_no\"\nsurname = "
        "\"last\"\n"
    );

    ASSERT_TRUE(settings.has_value());
    ASSERT_TRUE(settings->members.has_value());
    const auto lines = show_settings(*settings);
    EXPECT_THAT(
        (std::span(lines).last<4>()),
        testing::ElementsAre(
            testing::Pair("members.schema", "public"),
            testing::Pair("members.table", "People"),
            testing::Pair("members.columns.id_number", "id_no"),
            testing::Pair("members.columns.surname", "last")
        )
    );
}

TEST_F(SettingsFile, MapsNoTableUnlessItIsAsked) {
    const auto settings = read(postgres);

    ASSERT_TRUE(settings.has_value());
    EXPECT_FALSE(settings->members.has_value());
}

TEST_F(SettingsFile, RefusesAMappingByTheNameOfWhatIsWrong) {
    const std::string id = "columns.id_number = \"id_no\"\n";
    struct Case {
        std::string members;
        std::string told;
    };
    for (const auto& [members, told] : {
             Case{"members = 5\n", "members must be a table"},
             Case{"[members]\n" + id, "members.table must be set"},
             Case{"[members]\ntable = \"\"\n" + id, "members.table must be a text"},
             Case{"[members]\ntable = 7\n" + id, "members.table must be a text"},
             Case{"[members]\ntable = \"p\"\nschema = []\n" + id, "members.schema must be a text"},
             Case{"[members]\ntable = \"p\"\ntabel = \"p\"\n" + id, "no setting members.tabel"},
             Case{"[members]\ntable = \"p\"\n", "members.columns.id_number must be set"},
             Case{"[members]\ntable = \"p\"\ncolumns = \"id_no\"\n", "members.columns must be"},
             Case{
                 "[members]\ntable = \"p\"\ncolumns.first_name = \"first\"\n" + id,
                 "members.columns.first_name names no field"},
             Case{
                 "[members]\ntable = \"p\"\ncolumns.surname = true\n" + id,
                 "members.columns.surname must be a text"},
             Case{
                 "[members]\ntable = \"p\"\ncolumns.surname = \"id_no\"\n" + id,
                 "members.columns.surname names the column that holds id_number"},
         }) {
        SCOPED_TRACE(members);
        const auto settings = read(postgres + members);
        ASSERT_FALSE(settings.has_value());
        EXPECT_THAT(settings.error().message, HasSubstr(told));
        EXPECT_THAT(settings.error().message, testing::Not(HasSubstr("\n")));
    }
}

TEST_F(SettingsFile, MapsNoTableOfTheEmbeddedStore) {
    const auto settings = read("[members]\ntable = \"p\"\ncolumns.id_number = \"id_no\"\n");

    ASSERT_FALSE(settings.has_value());
    EXPECT_THAT(settings.error().message, HasSubstr("[members] is set without DATABASE_URL"));
}

TEST(Settings, ListsAreSplitByCommas) {
    EXPECT_THAT(
        split_by_commas(" https://a.example.org ,, https://b.example.org,"),
        testing::ElementsAre("https://a.example.org", "https://b.example.org")
    );
    EXPECT_THAT(split_by_commas(" , "), testing::IsEmpty());
}

TEST(Settings, EveryKeyHasAFlagAndAFileKey) {
    EXPECT_EQ(flag_name("MAX_UPLOAD_BYTES"), "--max-upload-bytes");
    EXPECT_EQ(file_key("MAX_UPLOAD_BYTES"), "max_upload_bytes");
}

}  // namespace
}  // namespace rollcall::app
