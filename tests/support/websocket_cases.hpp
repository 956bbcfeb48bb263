// A table of what a client may send and what must be heard, each run in every cut.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/websocket_client.hpp"

namespace rollcall::support {

struct WebsocketCase {
    std::string name;
    std::string bytes;
    std::vector<std::string> heard;  // as WrittenDown and `hear` spell it
};

constexpr std::size_t case_message_bytes_max = 70'000;

// Whole, byte by byte, and in two pieces: at every position, or near the ends of a long one.
inline void expect_in_every_cut(const std::vector<WebsocketCase>& cases) {
    constexpr std::size_t near = 40;
    for (const auto& [name, bytes, heard] : cases) {
        SCOPED_TRACE(name);
        EXPECT_EQ(hear(bytes, {}, case_message_bytes_max), heard) << "whole";

        std::vector<std::size_t> each(bytes.size());
        for (std::size_t i = 0; i < each.size(); ++i)
            each[i] = i;
        EXPECT_EQ(hear(bytes, each, case_message_bytes_max), heard) << "byte by byte";

        for (std::size_t at = 1; at < bytes.size(); ++at) {
            if (at == near && bytes.size() > 2 * near) at = bytes.size() - near;
            EXPECT_EQ(hear(bytes, std::array{at}, case_message_bytes_max), heard)
                << "cut at " << at;
        }
    }
}

}  // namespace rollcall::support
