// RFC 6455, sections 7.4, 8.1 and 10.4: closing, text that is no text, and limits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "live/websocket/frame.hpp"
#include "tests/support/websocket_cases.hpp"
#include "tests/support/websocket_client.hpp"

namespace rollcall::live::websocket {
namespace {

using support::case_message_bytes_max;
using support::client_close;
using support::client_fragment;
using support::client_frame;
using support::client_head;
using support::expect_in_every_cut;
using support::first_byte;
using support::last_fragment;
using support::masked;
using support::WebsocketCase;

const std::string broken = "refused 1002";
const std::string no_text = "refused 1007";
const std::string too_big = "refused 1009";

std::string text(std::string_view payload) {
    return client_frame(Opcode::text, payload);
}

TEST(Rfc6455Utf8, WellFormedTextIsDelivered) {
    std::vector<WebsocketCase> cases;
    for (const std::string_view good : {
             "Hello-\xC2\xB5@\xC3\x9F\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xA0\xC3\xA1-UTF-8!!",
             "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5",
             "\x7F",
             "\xC2\x80",
             "\xDF\xBF",
             "\xE0\xA0\x80",
             "\xED\x9F\xBF",
             "\xEE\x80\x80",
             "\xEF\xBF\xBD",
             "\xEF\xBF\xBE",
             "\xEF\xBF\xBF",
             "\xEF\xB7\x90",
             "\xF0\x90\x80\x80",
             "\xF0\x9F\xBF\xBE",
             "\xF3\xBF\xBF\xBF",
             "\xF4\x8F\xBF\xBF",
             "\xEF\xBB\xBFmark",
         }) {
        cases.push_back({std::string(good), text(good), {"text " + std::string(good)}});
    }
    cases.push_back({"a zero", text(std::string(1, '\0')), {std::string("text \0", 6)}});
    expect_in_every_cut(cases);
}

TEST(Rfc6455Utf8, CharactersMayBeCutBetweenFragments) {
    const std::string_view word = "\xCE\xBA\xE1\xBD\xB9\xF0\x9F\x98\x80\xCF\x83";
    std::vector<WebsocketCase> cases;
    for (std::size_t at = 0; at <= word.size(); ++at) {
        cases.push_back(
            {"in two at " + std::to_string(at),
             client_fragment(Opcode::text, word.substr(0, at)) +
                 client_frame(Opcode::ping, "\xFF") + last_fragment(word.substr(at)),
             {"ping \xFF", "text " + std::string(word)}}
        );
    }
    std::string each = client_fragment(Opcode::text, "");
    for (const char byte : word)
        each += client_fragment(Opcode::continuation, std::string(1, byte));
    cases.push_back({"each byte alone", each + last_fragment(""), {"text " + std::string(word)}});
    expect_in_every_cut(cases);
}

TEST(Rfc6455Utf8, IllFormedTextIsRefused) {
    std::vector<WebsocketCase> cases;
    for (const std::string_view bad : {
             "\x80",                                      // a continuation alone
             "\xBF\x80",                                  //
             "\xC0\xAF",                                  // overlong
             "\xC1\xBF",                                  //
             "\xE0\x80\xAF",                              //
             "\xE0\x9F\xBF",                              //
             "\xF0\x80\x80\xAF",                          //
             "\xF0\x8F\xBF\xBF",                          //
             "\xED\xA0\x80",                              // surrogates
             "\xED\xBF\xBF",                              //
             "\xED\xA0\x80\xED\xB0\x80",                  //
             "\xF4\x90\x80\x80",                          // above U+10FFFF
             "\xF5\x80\x80\x80",                          //
             "\xF8\x88\x80\x80\x80",                      // five and six bytes
             "\xFC\x84\x80\x80\x80\x80",                  //
             "\xFE",                                      // never
             "\xFF",                                      //
             "\xC2",                                      // unfinished
             "\xE1\xBD",                                  //
             "\xF0\x9F\x98",                              //
             "\xC2 ",                                     //
             "\xE1\xBD ",                                 //
             "\xF0\x9F\x98 ",                             //
             "\xC2\xC2\x80",                              // a lead in the place of a continuation
             "plain, and then \xCE\xBA\xE1\xBD\xB9\xCF",  //
         }) {
        cases.push_back({std::string(bad), text("first") + text(bad), {"text first", no_text}});
        cases.push_back(
            {std::string(bad) + " behind a long run",
             text(std::string(130, 'a') + std::string(bad)),
             {no_text}}
        );
    }
    expect_in_every_cut(cases);
}

TEST(Rfc6455Utf8, IsJudgedBeforeTheFrameIsWhole) {
    const auto head = client_head(first_byte(Opcode::text), 100, 0);
    const auto first = client_head(first_byte(Opcode::text, 0), 100, 0);
    expect_in_every_cut({
        {"at the first byte", head + masked("\xFF"), {no_text}},
        {"at the byte that is over U+10FFFF", head + masked("ok \xF4\x90"), {no_text}},
        {"at the byte that is a surrogate", head + masked("ok \xED\xA0"), {no_text}},
        {"at the byte that is overlong", head + masked("ok \xE0\x80"), {no_text}},
        {"in a first fragment", first + masked("ok \xF0\x80"), {no_text}},
        {"in a fragment that goes on with a character",
         client_fragment(Opcode::text, "\xF4") +
             client_head(first_byte(Opcode::continuation, 0), 9, 0) + masked("\x90"),
         {no_text}},
        {"not while it may still become a character", head + masked("ok \xF4\x8F\xBF"), {}},
    });
}

TEST(Rfc6455Utf8, EveryMessageIsJudgedAnew) {
    expect_in_every_cut({
        {"binary is not judged",
         client_frame(Opcode::binary, "\xCE") + text("a"),
         {"binary \xCE", "text a"}},
        {"fragments of binary are not judged",
         client_fragment(Opcode::binary, "\xF4") + last_fragment("\x90") + text("a"),
         {"binary \xF4\x90", "text a"}},
        {"half a character does not reach the next message",
         client_fragment(Opcode::text, "\xCE") + last_fragment("") + text("\xBA"),
         {no_text}},
    });
}

TEST(Rfc6455Closing, IsHeardWithItsCodeAndReason) {
    const std::string longest(123, 'r');
    expect_in_every_cut({
        {"without a code", client_frame(Opcode::close, ""), {"close"}},
        {"normal", client_close(1000), {"close 1000"}},
        {"with a reason", client_close(1000, "bye"), {"close 1000 bye"}},
        {"with a reason beyond ASCII",
         client_close(1001, "ade\xC3\xA9"),
         {"close 1001 ade\xC3\xA9"}},
        {"with the longest reason", client_close(1000, longest), {"close 1000 " + longest}},
        {"with a reason too long", client_close(1000, longest + "r"), {broken}},
        {"after a message", text("a") + client_close(1000), {"text a", "close 1000"}},
        {"then a message", client_close(1000) + text("a"), {"close 1000"}},
        {"then a ping", client_close(1000) + client_frame(Opcode::ping, ""), {"close 1000"}},
        {"twice", client_close(1000) + client_close(1001), {"close 1000"}},
        {"then what is no frame", client_close(1000) + "\xFF\xFF", {"close 1000"}},
        {"half of it", client_close(1000, "bye").substr(0, 9), {}},
    });
}

TEST(Rfc6455Closing, CodesThatMayBeSentAreHeard) {
    std::vector<WebsocketCase> cases;
    for (const auto code :
         {1000U,
          1001U,
          1002U,
          1003U,
          1007U,
          1008U,
          1009U,
          1010U,
          1011U,
          1012U,
          1013U,
          1014U,
          3000U,
          3999U,
          4000U,
          4999U}) {
        const auto name = std::to_string(code);
        cases.push_back({name, client_close(code), {"close " + name}});
    }
    expect_in_every_cut(cases);
}

TEST(Rfc6455Closing, CodesThatMayNotBeSentAreRefused) {
    std::vector<WebsocketCase> cases;
    for (const auto code :
         {0U,
          1U,
          500U,
          999U,
          1004U,
          1005U,
          1006U,
          1015U,
          1016U,
          1100U,
          2000U,
          2999U,
          5000U,
          65535U}) {
        cases.push_back({std::to_string(code), client_close(code), {broken}});
        cases.push_back(
            {std::to_string(code) + " with a reason", client_close(code, "why"), {broken}}
        );
    }
    expect_in_every_cut(cases);
}

TEST(Rfc6455Closing, BrokenPayloadsAreRefused) {
    expect_in_every_cut({
        {"one byte", client_frame(Opcode::close, "\x03"), {broken}},
        {"a reason that is no text", client_close(1000, "\xFF"), {no_text}},
        {"a reason that ends within a character", client_close(1000, "bye\xC3"), {no_text}},
        {"a surrogate in the reason", client_close(1000, "\xED\xA0\x80"), {no_text}},
    });
}

TEST(Rfc6455Limits, MessagesUpToTheLimitAreDelivered) {
    const std::string longest(case_message_bytes_max, 'x');
    const auto half = longest.substr(0, case_message_bytes_max / 2);
    expect_in_every_cut({
        {"in one frame", client_frame(Opcode::binary, longest), {"binary " + longest}},
        {"in fragments",
         client_fragment(Opcode::binary, half) + last_fragment(half),
         {"binary " + longest}},
        {"pings within it do not count",
         client_fragment(Opcode::binary, half) + client_frame(Opcode::ping, "p") +
             last_fragment(half),
         {"ping p", "binary " + longest}},
    });
}

TEST(Rfc6455Limits, LongerMessagesAreRefusedByTheirHeadAlone) {
    const auto binary = first_byte(Opcode::binary);
    const auto last = first_byte(Opcode::continuation);
    const auto most = client_fragment(Opcode::binary, std::string(case_message_bytes_max, 'x'));
    expect_in_every_cut({
        {"one byte more", client_head(binary, case_message_bytes_max + 1, 8), {too_big}},
        {"a terabyte", client_head(binary, std::uint64_t{1} << 40U, 8), {too_big}},
        {"the largest length", client_head(binary, 0x7FFF'FFFF'FFFF'FFFFU, 8), {too_big}},
        {"by the last fragment", most + client_head(last, 1, 0), {too_big}},
        {"by a fragment of the largest length",
         most + client_head(last, 0x7FFF'FFFF'FFFF'FFFFU, 8),
         {too_big}},
        {"by text, whatever it would say",
         client_head(first_byte(Opcode::text), 1'000'000, 8) + masked("\xFF"),
         {too_big}},
    });
}

}  // namespace
}  // namespace rollcall::live::websocket
