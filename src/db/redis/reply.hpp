// What Redis answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::db::redis {

struct Reply {
    enum class Kind : std::uint8_t { nil, integer, text, array, error };

    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text;  // of a text, a status or an error
    std::vector<Reply> items;

    bool is_nil() const { return kind == Kind::nil; }
    bool is_error() const { return kind == Kind::error; }
};

}  // namespace rollcall::db::redis
