#include "http/multipart.hpp"

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The steps as text, with neighbouring data joined: the same for every cut of the input.
class Reading {
public:
    explicit Reading(std::string_view boundary = "X", const MultipartLimits& limits = {})
        : multipart_(boundary, limits) {}

    Reading& feed(std::string_view bytes) {
        // A copy of its own, so that a view kept too long is a fault the sanitizer sees.
        const std::string own(bytes);
        multipart_.feed(own);
        for (;;) {
            switch (multipart_.next()) {
                case Multipart::Step::need_more: return *this;
                case Multipart::Step::part_begins: begin(); break;
                case Multipart::Step::data: data(); break;
                case Multipart::Step::part_ends: steps_.emplace_back("end"); break;
                case Multipart::Step::finished: steps_.emplace_back("finished"); break;
                case Multipart::Step::broken:
                    steps_.push_back("broken " + multipart_.reason().message);
                    return *this;
            }
        }
    }

    const std::vector<std::string>& steps() const { return steps_; }
    bool is_finished() const { return multipart_.is_finished(); }

private:
    void begin() {
        const auto& part = multipart_.part();
        steps_.push_back("begin " + part.name + (part.file_name ? "=" + *part.file_name : ""));
        steps_.emplace_back("data ");
    }
    void data() {
        EXPECT_FALSE(multipart_.data().empty());
        steps_.back() += multipart_.data();
    }

    Multipart multipart_;
    std::vector<std::string> steps_;
};

std::vector<std::string> read(std::string_view body) {
    return Reading().feed(body).steps();
}

constexpr std::string_view form =
    "--X\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nupsert\r\n"
    "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
    "Content-Type: text/csv\r\n\r\n1,2\r\n\r\n--\r\n--Y\r\n--\r\n--X--\r\n";

TEST(Multipart, ReadsFieldsAndFiles) {
    EXPECT_THAT(
        read(form),
        ElementsAre(
            "begin mode",
            "data upsert",
            "end",
            "begin file=a.csv",
            "data 1,2\r\n\r\n--\r\n--Y\r\n--",
            "end",
            "finished"
        )
    );
}

TEST(Multipart, TakesTheSameStepsForEveryCutInTwo) {
    const auto whole = read(form);

    for (std::size_t cut = 0; cut <= form.size(); ++cut) {
        SCOPED_TRACE(cut);
        Reading reading;
        EXPECT_EQ(reading.feed(form.substr(0, cut)).feed(form.substr(cut)).steps(), whole);
    }
}

TEST(Multipart, TakesTheSameStepsForPiecesOfEveryLength) {
    const auto whole = read(form);

    for (std::size_t length = 1; length < 40; ++length) {
        SCOPED_TRACE(length);
        Reading reading;
        for (std::size_t at = 0; at < form.size(); at += length)
            reading.feed(form.substr(at, length));
        EXPECT_EQ(reading.steps(), whole);
    }
}

TEST(Multipart, BreaksInTheSameWayForEveryCut) {
    const std::string body = std::string(form.substr(0, 70)) + "\r\n--X oops\r\n";
    const auto whole = read(body);

    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        SCOPED_TRACE(cut);
        Reading reading;
        EXPECT_EQ(
            reading.feed(std::string_view(body).substr(0, cut))
                .feed(std::string_view(body).substr(cut))
                .steps()
                .back(),
            whole.back()
        );
    }
}

TEST(Multipart, GivesBackViewsOfItsInput) {
    Multipart multipart("X");
    multipart.feed(form);
    while (multipart.next() != Multipart::Step::data) {
    }

    EXPECT_GE(multipart.data().data(), form.data());
    EXPECT_LT(multipart.data().data(), form.data() + form.size());
}

TEST(Multipart, FindsABoundaryOfItsLongestLengthBetweenLookalikes) {
    const std::string boundary(70, '-');
    const std::string lookalikes = "\r\n--" + std::string(69, '-') + "\r\n\r\r\n--";
    const std::string body = "--" + boundary +
                             "\r\nContent-Disposition: form-data; name=a\r\n\r\n" + lookalikes +
                             "\r\n--" + boundary + "--";

    EXPECT_THAT(
        Reading(boundary).feed(body).steps(),
        ElementsAre("begin a", "data " + lookalikes, "end", "finished")
    );
}

TEST(Multipart, IgnoresWhatStandsBeforeAndBehindTheForm) {
    EXPECT_THAT(
        read("hello\r\n--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--\r\n--X\r\n"),
        ElementsAre("begin a", "data 1", "end", "finished")
    );
}

TEST(Multipart, IsNotFinishedWithoutTheFinalBoundary) {
    Reading reading;

    reading.feed(form.substr(0, form.size() - 4));

    EXPECT_FALSE(reading.is_finished());
    EXPECT_TRUE(reading.feed("--").is_finished());
}

struct BrokenCase {
    std::string_view name;
    std::string_view body;
    std::string_view reason;
};

constexpr BrokenCase broken_cases[] = {
    {"line feed alone behind the boundary",
     "--X\nContent-Disposition: form-data; name=a\n\n1",
     "followed by other"},
    {"line feed alone in the headers",
     "--X\r\nContent-Disposition: form-data; name=a\n\n1",
     "without a carriage"},
    {"text behind the boundary", "--Xtra\r\n", "followed by other"},
    {"one dash behind the boundary", "--X-\r\n", "followed by other"},
    {"no headers", "--X\r\n\r\nbody", "no Content-Disposition"},
    {"no disposition", "--X\r\nContent-Type: text/plain\r\n\r\nbody", "no Content-Disposition"},
    {"another disposition", "--X\r\nContent-Disposition: attachment; name=a\r\n\r\n", "form-data"},
    {"no name", "--X\r\nContent-Disposition: form-data\r\n\r\n", "no name"},
    {"an empty name", "--X\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n", "no name"},
    {"two names", "--X\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n", "form-data"},
    {"an open quote", "--X\r\nContent-Disposition: form-data; name=\"a\r\n\r\n", "form-data"},
    {"two dispositions",
     "--X\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
     "name=b\r\n\r\n",
     "two Content"},
    {"a folded header", "--X\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n", "no name"},
    {"a blank before the colon",
     "--X\r\nContent-Disposition : form-data; name=a\r\n\r\n",
     "malformed header"},
    {"a transfer encoding",
     "--X\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n",
     "transfer encoding"},
    {"a carriage return in a header",
     "--X\r\nContent-Disposition: form-data; name=\"a\rb\"\r\n\r\n",
     "control character"},
    {"a name that is not UTF-8",
     "--X\r\nContent-Disposition: form-data; name=\"\xFF\"\r\n\r\n",
     "UTF-8"},
    {"a filename* in another charset",
     "--X\r\nContent-Disposition: form-data; name=a; filename*=koi8-r''x\r\n\r\n",
     "RFC 5987"},
    {"a filename* with half a percent",
     "--X\r\nContent-Disposition: form-data; name=a; filename*=utf-8''x%2\r\n\r\n",
     "RFC 5987"},
};

TEST(Multipart, IsBrokenForGoodByMalformedBodies) {
    for (const auto& [name, body, reason] : broken_cases) {
        SCOPED_TRACE(name);
        Reading reading;
        reading.feed(body);
        ASSERT_FALSE(reading.steps().empty());
        EXPECT_THAT(reading.steps().back(), HasSubstr(reason));
        EXPECT_THAT(reading.feed("--X--").steps().back(), HasSubstr("broken"));
    }
}

TEST(Multipart, BreaksAtEachOfItsLimits) {
    const MultipartLimits limits{.header_bytes = 100, .preamble_bytes = 10, .parts = 2};
    const std::string part = "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
    const std::string long_header = "--X\r\nA: " + std::string(200, 'a') + "\r\n\r\n";

    EXPECT_THAT(
        Reading("X", limits).feed(part + part + part).steps().back(), HasSubstr("too many parts")
    );
    EXPECT_THAT(Reading("X", limits).feed(long_header).steps().back(), HasSubstr("too long"));
    EXPECT_THAT(
        Reading("X", limits).feed("preamble of many bytes\r\n").steps().back(),
        HasSubstr("begin with a boundary")
    );
}

}  // namespace
}  // namespace rollcall::http
