// Lua that Redis runs for us.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "db/redis/command.hpp"

namespace rollcall::db::redis {

// Called by its SHA-1; a server that does not know it is sent the text. Made once, kept for long.
class Script {
public:
    // The text is the parts one after the other: functions that scripts share stand before what
    // uses them.
    Script(std::string name, std::initializer_list<std::string_view> parts);

    const std::string& name() const { return name_; }  // for error messages
    const std::string& text() const { return text_; }
    const std::string& sha1() const { return sha1_; }

    // EVALSHA with these keys; arguments are added to it.
    Command call(std::initializer_list<std::string_view> keys) const;
    // The same call with the text in it.
    Command in_full(const Command& call) const;

private:
    std::string name_;
    std::string text_;
    std::string sha1_;
};

}  // namespace rollcall::db::redis
