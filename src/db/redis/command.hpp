// A command to Redis.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::db::redis {

// Words of any bytes. `Command{"HSET", key}.add("progress").add(17)`. They are kept as they are
// sent (RESP2: a word is `$length\r\n…\r\n`), so that each is copied once.
class Command {
public:
    Command(std::initializer_list<std::string_view> words) {
        for (const auto word : words)
            add(word);
    }

    Command& add(std::string_view word);
    Command& add(std::integral auto number) {
        std::array<char, digits_max> digits{};
        const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return add(std::string_view(digits.data(), end));
    }

    // All words of the other behind these.
    Command& append(const Command& other);

    std::vector<std::string_view> words() const;
    // The first word.
    std::string_view name() const;
    std::size_t bytes() const { return encoded_.size(); }
    void append_to(std::string& sent) const;

    // The same command with other words in place of its first ones.
    Command with_first(std::initializer_list<std::string_view> words) const;

private:
    // Of 64 bits, with a sign.
    static constexpr std::size_t digits_max = 20;

    std::string encoded_;
    std::size_t count_ = 0;
};

}  // namespace rollcall::db::redis
