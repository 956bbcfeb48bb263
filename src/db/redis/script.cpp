#include "db/redis/script.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace rollcall::db::redis {

Script::Script(std::string name, std::initializer_list<std::string_view> parts)
    : name_(std::move(name)) {
    for (const auto part : parts)
        text_ += part;
    sha1_ = to_hex(rollcall::sha1(text_));
}

Command Script::call(std::initializer_list<std::string_view> keys) const {
    Command command{"EVALSHA", sha1_};
    command.add(keys.size());
    for (const auto key : keys)
        command.add(key);
    return command;
}

Command Script::in_full(const Command& call) const {
    return call.with_first({"EVAL", text_});
}

}  // namespace rollcall::db::redis
