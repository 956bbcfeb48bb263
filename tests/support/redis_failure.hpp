// The failure that something ends in.
#pragma once

#include <gtest/gtest.h>

#include "db/redis/failure.hpp"

namespace rollcall::tests {

db::redis::RedisFailure failure_of(auto&& use) {
    try {
        use();
    } catch (const db::redis::RedisFailure& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing was thrown";
    return {"", db::redis::Trouble::lost};
}

}  // namespace rollcall::tests
