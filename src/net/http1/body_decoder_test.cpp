#include "net/http1/body_decoder.hpp"

#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace rollcall::net::http1 {
namespace {

Framing chunked() {
    Framing framing;
    framing.chunked = true;
    return framing;
}

// The body of the pieces, then `|` and what was left over behind it.
std::string decode(BodyDecoder& decoder, std::string_view bytes, std::size_t cut) {
    std::string body;
    std::string rest;
    for (std::string piece : {std::string(bytes.substr(0, cut)), std::string(bytes.substr(cut))}) {
        const auto decoded = decoder.decode(std::span(piece));
        if (!decoded) return "refused";
        body += piece.substr(0, decoded->payload);
        rest += piece.substr(decoded->consumed);
    }
    return body + "|" + rest;
}

TEST(BodyDecoder, DecodesChunksInEveryCut) {
    constexpr std::string_view bytes =
        "5\r\nhello\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\nA: b\r\n\r\nGET";

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        SCOPED_TRACE(cut);
        BodyDecoder decoder(chunked());
        EXPECT_EQ(decode(decoder, bytes, cut), "hello0123456789|GET");
        EXPECT_TRUE(decoder.is_done());
    }
}

TEST(BodyDecoder, CountsALengthInEveryCut) {
    Framing framing;
    framing.content_length = 5;

    for (std::size_t cut = 0; cut <= 8; ++cut) {
        SCOPED_TRACE(cut);
        BodyDecoder decoder(framing);
        EXPECT_EQ(decode(decoder, "helloGET", cut), "hello|GET");
        EXPECT_TRUE(decoder.is_done());
    }
}

TEST(BodyDecoder, RefusesAMalformedChunkInEveryCut) {
    constexpr std::string_view bytes = "5\r\nhelloX\r\n";

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        SCOPED_TRACE(cut);
        BodyDecoder decoder(chunked());
        EXPECT_EQ(decode(decoder, bytes, cut), "refused");
    }
}

TEST(BodyDecoder, IsDoneAtOnceWithoutABody) {
    EXPECT_TRUE(BodyDecoder(Framing{}).is_done());
}

TEST(BodyDecoder, AsksForNoMoreThanACountedBodyHas) {
    Framing framing;
    framing.content_length = 5;
    BodyDecoder decoder(framing);
    std::string bytes = "he";

    ASSERT_TRUE(decoder.decode(std::span(bytes)));

    EXPECT_EQ(decoder.readable_max(), 3U);
}

}  // namespace
}  // namespace rollcall::net::http1
