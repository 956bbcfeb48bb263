#include "live/engine_io/farewell.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {
namespace {

using websocket::CloseCode;

TEST(EngineFarewell, TellsTheWebsocketWhyItEnds) {
    for (const auto& [reason, code] : {
             std::pair{CloseReason::transport_close, CloseCode::normal},
             std::pair{CloseReason::transport_error, CloseCode::policy_violation},
             std::pair{CloseReason::ping_timeout, CloseCode::policy_violation},
             std::pair{CloseReason::parse_error, CloseCode::policy_violation},
             std::pair{CloseReason::forced_close, CloseCode::normal},
             std::pair{CloseReason::slow_reader, CloseCode::try_again_later},
             std::pair{CloseReason::server_shutdown, CloseCode::going_away},
         }) {
        SCOPED_TRACE(to_string(reason));
        EXPECT_EQ(closing_of(reason).code, code);
        EXPECT_EQ(closing_of(reason).reason, to_string(reason));
    }
}

TEST(EngineFarewell, SaysTheRestOnlyToWhoIsThereAndKeptTheRules) {
    for (const auto reason : {CloseReason::forced_close, CloseReason::server_shutdown})
        EXPECT_TRUE(farewell_of(reason).says_the_rest) << to_string(reason);
    for (const auto reason :
         {CloseReason::transport_close,
          CloseReason::transport_error,
          CloseReason::ping_timeout,
          CloseReason::parse_error,
          CloseReason::slow_reader})
        EXPECT_FALSE(farewell_of(reason).says_the_rest) << to_string(reason);
}

}  // namespace
}  // namespace rollcall::live::engine_io
