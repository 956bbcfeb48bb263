// A command to Redis.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::db::redis {

// Words of any bytes. `Command{"HSET", key}.add("progress").add(17)`.
class Command {
public:
    Command(std::initializer_list<std::string_view> words) : words_(words.begin(), words.end()) {}

    Command& add(std::string_view word) {
        words_.emplace_back(word);
        return *this;
    }
    Command& add(std::integral auto number) {
        words_.push_back(std::to_string(number));
        return *this;
    }

    const std::vector<std::string>& words() const { return words_; }

private:
    std::vector<std::string> words_;
};

}  // namespace rollcall::db::redis
