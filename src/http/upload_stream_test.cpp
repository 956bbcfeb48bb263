#include "http/upload_stream.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "tests/support/memory_spool.hpp"

namespace rollcall::http {
namespace {

using testing::HasSubstr;

std::string field(std::string_view name, std::string_view value) {
    return "--X\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
           std::string(value) + "\r\n";
}

std::string file(std::string_view name, std::string_view file_name, std::string_view bytes) {
    return "--X\r\nContent-Disposition: form-data; name=\"" + std::string(name) +
           "\"; filename=\"" + std::string(file_name) + "\"\r\n\r\n" + std::string(bytes) + "\r\n";
}

class UploadStreamTest : public testing::Test {
protected:
    // The form of a body fed byte for byte, or the first refusal.
    Result<UploadForm> upload(std::string_view body, const UploadLimits& limits = {}) {
        auto stream = make_upload_stream(spool, limits, "multipart/form-data; boundary=X");
        if (!stream) return std::unexpected(stream.error());
        for (std::size_t i = 0; i < body.size(); ++i) {
            auto fed = (*stream)->feed(body.substr(i, 1));
            if (!fed) return std::unexpected(fed.error());
        }
        return (*stream)->finish();
    }

    void expect_refusal(std::string_view body, std::string_view message) {
        SCOPED_TRACE(message);
        const auto form = upload(body);
        ASSERT_FALSE(form);
        EXPECT_EQ(form.error().code, Errc::validation_error);
        EXPECT_THAT(form.error().message, HasSubstr(message));
        EXPECT_TRUE(spool.sealed().empty());
        EXPECT_EQ(spool.open_intakes(), 0);
    }

    tests::MemorySpool spool;
};

TEST_F(UploadStreamTest, TakesTheFileAndTheFieldsAroundIt) {
    const std::string bytes(10'000, 'x');

    const auto form = upload(
        field("mode", "insert") + file("file", "a.xlsx", bytes) + field("note", "é") + "--X--"
    );

    ASSERT_TRUE(form) << form.error().message;
    EXPECT_EQ(form->file_name, "a.xlsx");
    EXPECT_EQ(form->file.sha256, sha256_hex(bytes));
    EXPECT_EQ(form->file.size, bytes.size());
    EXPECT_EQ(form->first_bytes, bytes.substr(0, 4096));
    EXPECT_EQ(form->fields.at("mode"), "insert");
    EXPECT_EQ(form->fields.at("note"), "é");
    EXPECT_EQ(spool.sealed().at(sha256_hex(bytes)), bytes);
}

TEST_F(UploadStreamTest, TakesAnEmptyFile) {
    const auto form = upload(file("file", "a.csv", "") + "--X--");

    ASSERT_TRUE(form) << form.error().message;
    EXPECT_EQ(form->file.size, 0U);
    EXPECT_EQ(form->first_bytes, "");
}

TEST_F(UploadStreamTest, RefusesFormsThatAreNotOneFile) {
    const auto one = file("file", "a.csv", "1");
    expect_refusal(one + one + "--X--", "two files");
    expect_refusal(file("list", "a.csv", "1") + "--X--", "in the field `list`");
    expect_refusal(one + file("other", "b.csv", "1") + "--X--", "in the field `other`");
    expect_refusal(field("mode", "insert") + "--X--", "There is no file");
    expect_refusal("--X--", "There is no file");
    expect_refusal("", "final boundary");
    expect_refusal(one, "final boundary");
    expect_refusal(one + "--X", "final boundary");
    expect_refusal(file("file", "", "") + "--X--", "has no name");
    expect_refusal(field("file", "1,2") + "--X--", "without a file name");
    expect_refusal(one + field("a", "1") + field("a", "2") + "--X--", "given twice");
    expect_refusal(one + field("a", "\xFF") + "--X--", "not UTF-8");
    expect_refusal(one + field("a", std::string(9'000, 'a')) + "--X--", "too long");
    expect_refusal(one + "--X\r\nnonsense\r\n\r\n", "broken");
}

TEST_F(UploadStreamTest, RefusesMoreFieldsThanItsLimit) {
    std::string body;
    for (int i = 0; i < 33; ++i)
        body += field("f" + std::to_string(i), "");

    expect_refusal(body + "--X--", "too many fields");
}

TEST_F(UploadStreamTest, RefusesAFileOverItsLimit) {
    const auto form = upload(file("file", "a.csv", "12345") + "--X--", {.file_bytes = 4});

    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().code, Errc::file_too_large_upload);
    EXPECT_EQ(spool.open_intakes(), 0);
}

TEST_F(UploadStreamTest, StaysRefused) {
    auto stream = make_upload_stream(spool, {}, "multipart/form-data; boundary=X");
    ASSERT_TRUE(stream);

    EXPECT_FALSE((*stream)->feed("--X\r\nnonsense\r\n\r\n"));

    EXPECT_FALSE((*stream)->feed(file("file", "a.csv", "1") + "--X--"));
    EXPECT_FALSE((*stream)->finish());
    EXPECT_TRUE(spool.sealed().empty());
}

TEST_F(UploadStreamTest, LeavesNothingBehindWhenItGoesAwayUnfinished) {
    auto stream = make_upload_stream(spool, {}, "multipart/form-data; boundary=X");
    ASSERT_TRUE(stream);
    ASSERT_TRUE((*stream)->feed(file("file", "a.csv", "12345")));
    EXPECT_EQ(spool.open_intakes(), 1);

    stream->reset();

    EXPECT_EQ(spool.open_intakes(), 0);
    EXPECT_TRUE(spool.sealed().empty());
}

TEST_F(UploadStreamTest, RefusesAnotherContentType) {
    const auto stream = make_upload_stream(spool, {}, "application/json");

    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().code, Errc::validation_error);
}

}  // namespace
}  // namespace rollcall::http
