// RFC 6455, sections 5.2 to 5.5: frames, pings, reserved bits, opcodes and fragments, in the order
// in which conformance suites ask for them.
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

using support::client_close;
using support::client_fragment;
using support::client_frame;
using support::client_head;
using support::expect_in_every_cut;
using support::first_byte;
using support::last_fragment;
using support::masked;
using support::WebsocketCase;

const std::string refused = "refused 1002";

std::string text(std::string_view payload) {
    return client_frame(Opcode::text, payload);
}
std::string ping(std::string_view payload = {}) {
    return client_frame(Opcode::ping, payload);
}
std::string pong(std::string_view payload = {}) {
    return client_frame(Opcode::pong, payload);
}
std::string more(std::string_view payload) {
    return client_fragment(Opcode::continuation, payload);
}

TEST(Rfc6455Framing, MessagesOfEveryLengthComeWhole) {
    std::vector<WebsocketCase> cases{
        {"nothing at all", "", {}},
        {"an empty text", text(""), {"text"}},
        {"an empty binary message", client_frame(Opcode::binary, ""), {"binary"}},
        {"three in a row", text("a") + text("") + text("c"), {"text a", "text", "text c"}},
        {"text and binary in turn",
         text("a") + client_frame(Opcode::binary, "b") + text("c"),
         {"text a", "binary b", "text c"}},
        {"binary of all bytes that are no text",
         client_frame(Opcode::binary, "\xFF\xFE\x80"),
         {"binary \xFF\xFE\x80"}},
    };
    // Around each border between the forms of a length, and of the words that are unmasked at once.
    for (const auto length :
         {1U,
          2U,
          3U,
          4U,
          5U,
          7U,
          8U,
          9U,
          15U,
          16U,
          17U,
          124U,
          125U,
          126U,
          127U,
          128U,
          1000U,
          65535U,
          65536U}) {
        std::string payload(length, '*');
        payload.back() = '.';
        cases.push_back(
            {std::to_string(length) + " bytes of text", text(payload), {"text " + payload}}
        );
        cases.push_back(
            {std::to_string(length) + " binary bytes",
             client_frame(Opcode::binary, payload),
             {"binary " + payload}}
        );
    }
    expect_in_every_cut(cases);
}

TEST(Rfc6455Framing, LengthsMustHaveTheirShortestForm) {
    const auto binary = first_byte(Opcode::binary);
    expect_in_every_cut({
        {"0 in two bytes", client_head(binary, 0, 2), {refused}},
        {"5 in two bytes", client_head(binary, 5, 2) + masked("hello"), {refused}},
        {"125 in two bytes", client_head(binary, 125, 2), {refused}},
        {"126 in two bytes", client_head(binary, 126, 2), {}},
        {"0 in eight bytes", client_head(binary, 0, 8), {refused}},
        {"125 in eight bytes", client_head(binary, 125, 8), {refused}},
        {"126 in eight bytes", client_head(binary, 126, 8), {refused}},
        {"65535 in eight bytes", client_head(binary, 65'535, 8), {refused}},
        {"65536 in eight bytes", client_head(binary, 65'536, 8), {}},
        {"the top bit", client_head(binary, 0x8000'0000'0000'0000U, 8), {refused}},
        {"all bits", client_head(binary, 0xFFFF'FFFF'FFFF'FFFFU, 8), {refused}},
        {"refused before the mask came", client_head(binary, 1, 8).substr(0, 10), {refused}},
    });
}

TEST(Rfc6455Framing, ClientsMustMask) {
    expect_in_every_cut({
        {"text", "\x81\x05hello", {refused}},
        {"an empty text", std::string("\x81\x00", 2), {refused}},
        {"binary in two length bytes", std::string("\x82\x7E\x01\x00", 4), {refused}},
        {"a ping", std::string("\x89\x00", 2), {refused}},
        {"a pong", std::string("\x8A\x00", 2), {refused}},
        {"a close", "\x88\x02\x03\xE8", {refused}},
        {"a continuation", client_fragment(Opcode::text, "a") + "\x80\x01" + "b", {refused}},
        {"after a good one", text("good") + "\x81\x05hello", {"text good", refused}},
    });
}

TEST(Rfc6455Framing, AMaskOfZerosIsAMaskToo) {
    const std::string head("\x81\x85\x00\x00\x00\x00", 6);
    expect_in_every_cut({{"hello as it stands", head + "hello", {"text hello"}}});
}

TEST(Rfc6455Pings, AreHeardWithTheirPayload) {
    const std::string longest(125, 'p');
    const std::string eleven = [] {
        std::string bytes;
        for (int i = 0; i < 10; ++i)
            bytes += ping(std::to_string(i));
        return bytes + text("end");
    }();
    expect_in_every_cut({
        {"without a payload", ping(), {"ping"}},
        {"with text", ping("Hello, world!"), {"ping Hello, world!"}},
        {"with bytes that are no text",
         ping("\x01\xFE\xFD\xFC\xFB\xFF"),
         {"ping \x01\xFE\xFD\xFC\xFB\xFF"}},
        {"with 125 bytes", ping(longest), {"ping " + longest}},
        {"with 126 bytes", ping(longest + "p"), {refused}},
        {"with a length of eight bytes",
         client_head(first_byte(Opcode::ping), 70'000, 8),
         {refused}},
        {"a pong nobody asked for", pong(), {"pong"}},
        {"a pong nobody asked for, with a payload", pong("moin"), {"pong moin"}},
        {"a pong of 125 bytes", pong(longest), {"pong " + longest}},
        {"a pong of 126 bytes", pong(longest + "p"), {refused}},
        {"a pong, then a ping", pong("a") + ping("b"), {"pong a", "ping b"}},
        {"ten pings in order",
         eleven,
         {"ping 0",
          "ping 1",
          "ping 2",
          "ping 3",
          "ping 4",
          "ping 5",
          "ping 6",
          "ping 7",
          "ping 8",
          "ping 9",
          "text end"}},
    });
}

TEST(Rfc6455ReservedBits, AreRefusedSinceNoExtensionWasAgreed) {
    std::vector<WebsocketCase> cases;
    for (unsigned bits = 0x10; bits <= 0x70; bits += 0x10) {
        const auto name = "bits " + std::to_string(bits >> 4U);
        cases.push_back(
            {name + " of a text",
             client_frame(first_byte(Opcode::text, 0x80 | bits), "a"),
             {refused}}
        );
        cases.push_back(
            {name + " of a ping",
             text("before") + client_frame(first_byte(Opcode::ping, 0x80 | bits), "a"),
             {"text before", refused}}
        );
        cases.push_back(
            {name + " of a continuation",
             client_fragment(Opcode::text, "a") +
                 client_frame(first_byte(Opcode::continuation, 0x80 | bits), "b"),
             {refused}}
        );
    }
    cases.push_back({"of a close", client_frame(first_byte(Opcode::close, 0xC0), ""), {refused}});
    cases.push_back({"seen in the first byte alone", "\xC1", {refused}});
    expect_in_every_cut(cases);
}

TEST(Rfc6455Opcodes, UnknownOnesAreRefused) {
    std::vector<WebsocketCase> cases;
    for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
        const auto unknown = first_byte(Opcode{static_cast<std::uint8_t>(opcode)});
        const auto name = "opcode " + std::to_string(opcode);
        cases.push_back({name, client_frame(unknown, ""), {refused}});
        cases.push_back(
            {name + " between others",
             text("before") + client_frame(unknown, "a") + ping(),
             {"text before", refused}}
        );
    }
    expect_in_every_cut(cases);
}

TEST(Rfc6455Fragmentation, MessagesAreJoined) {
    expect_in_every_cut({
        {"two pieces",
         client_fragment(Opcode::text, "one ") + last_fragment("two"),
         {"text one two"}},
        {"three pieces",
         client_fragment(Opcode::text, "1") + more("2") + last_fragment("3"),
         {"text 123"}},
        {"binary",
         client_fragment(Opcode::binary, "\xFF") + last_fragment("\xFE"),
         {"binary \xFF\xFE"}},
        {"an empty first piece",
         client_fragment(Opcode::text, "") + last_fragment("all"),
         {"text all"}},
        {"an empty last piece",
         client_fragment(Opcode::text, "all") + last_fragment(""),
         {"text all"}},
        {"all pieces empty",
         client_fragment(Opcode::text, "") + more("") + last_fragment(""),
         {"text"}},
        {"an empty piece in the middle",
         client_fragment(Opcode::text, "a") + more("") + last_fragment("b"),
         {"text ab"}},
        {"two messages in pieces",
         client_fragment(Opcode::text, "a") + last_fragment("b") +
             client_fragment(Opcode::binary, "c") + last_fragment("d"),
         {"text ab", "binary cd"}},
        {"no last piece yet", client_fragment(Opcode::text, "a") + more("b"), {}},
    });
}

TEST(Rfc6455Fragmentation, ControlFramesMayStandBetween) {
    expect_in_every_cut({
        {"a ping",
         client_fragment(Opcode::text, "a") + ping("now") + last_fragment("b"),
         {"ping now", "text ab"}},
        {"an empty ping",
         client_fragment(Opcode::text, "a") + ping() + last_fragment("b"),
         {"ping", "text ab"}},
        {"a pong",
         client_fragment(Opcode::binary, "a") + pong("then") + last_fragment("b"),
         {"pong then", "binary ab"}},
        {"pings between all",
         client_fragment(Opcode::text, "a") + ping("1") + more("b") + ping("2") + more("c") +
             ping("3") + last_fragment("d"),
         {"ping 1", "ping 2", "ping 3", "text abcd"}},
        {"between empty pieces",
         client_fragment(Opcode::text, "") + ping("1") + last_fragment(""),
         {"ping 1", "text"}},
        {"a close ends the message unheard",
         client_fragment(Opcode::text, "a") + client_close(1000) + last_fragment("b"),
         {"close 1000"}},
    });
}

TEST(Rfc6455Fragmentation, BrokenSequencesAreRefused) {
    expect_in_every_cut({
        {"a last piece of nothing", last_fragment("a"), {refused}},
        {"a piece of nothing", more("a"), {refused}},
        {"an empty piece of nothing", last_fragment(""), {refused}},
        {"after a whole message", text("a") + last_fragment("b"), {"text a", refused}},
        {"after a message in pieces",
         client_fragment(Opcode::text, "a") + last_fragment("b") + last_fragment("c"),
         {"text ab", refused}},
        {"after a control frame", ping() + more("a"), {"ping", refused}},
        {"a text within a text", client_fragment(Opcode::text, "a") + text("b"), {refused}},
        {"a binary within a text",
         client_fragment(Opcode::text, "a") + client_frame(Opcode::binary, "b"),
         {refused}},
        {"a second beginning",
         client_fragment(Opcode::text, "a") + client_fragment(Opcode::text, "b"),
         {refused}},
        {"a text within an empty piece", client_fragment(Opcode::text, "") + text("b"), {refused}},
    });
}

TEST(Rfc6455Fragmentation, ControlFramesAreNeverInPieces) {
    expect_in_every_cut({
        {"a ping", client_fragment(Opcode::ping, "a"), {refused}},
        {"a ping that goes on", client_fragment(Opcode::ping, "a") + last_fragment("b"), {refused}},
        {"a pong", client_fragment(Opcode::pong, ""), {refused}},
        {"a close", client_fragment(Opcode::close, ""), {refused}},
        {"a ping within a message",
         client_fragment(Opcode::text, "a") + client_fragment(Opcode::ping, "b"),
         {refused}},
    });
}

}  // namespace
}  // namespace rollcall::live::websocket
