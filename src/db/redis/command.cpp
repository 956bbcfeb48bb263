#include "db/redis/command.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::db::redis {
namespace {

constexpr std::string_view line_end = "\r\n";

void append_number(std::string& text, char kind, std::size_t number) {
    std::array<char, 20> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text += kind;
    text += std::string_view(digits.data(), end);
    text += line_end;
}

// The word at the front, which goes from there.
std::string_view take_word(std::string_view& encoded) {
    std::size_t length = 0;
    const auto* end =
        std::from_chars(encoded.data() + 1, encoded.data() + encoded.size(), length).ptr;
    encoded.remove_prefix(static_cast<std::size_t>(end - encoded.data()) + line_end.size());
    const auto word = encoded.substr(0, length);
    encoded.remove_prefix(length + line_end.size());
    return word;
}

}  // namespace

Command& Command::add(std::string_view word) {
    append_number(encoded_, '$', word.size());
    encoded_ += word;
    encoded_ += line_end;
    ++count_;
    return *this;
}

Command& Command::append(const Command& other) {
    encoded_ += other.encoded_;
    count_ += other.count_;
    return *this;
}

std::vector<std::string_view> Command::words() const {
    std::vector<std::string_view> words;
    for (std::string_view rest = encoded_; !rest.empty();)
        words.push_back(take_word(rest));
    return words;
}

std::string_view Command::name() const {
    std::string_view rest = encoded_;
    return rest.empty() ? rest : take_word(rest);
}

void Command::append_to(std::string& sent) const {
    append_number(sent, '*', count_);
    sent += encoded_;
}

Command Command::with_first(std::initializer_list<std::string_view> words) const {
    std::string_view rest = encoded_;
    for (std::size_t i = 0; i < words.size(); ++i)
        take_word(rest);
    Command other(words);
    other.encoded_ += rest;
    other.count_ = count_;
    return other;
}

}  // namespace rollcall::db::redis
