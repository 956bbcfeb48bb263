#include "access/common_password.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace rollcall::access {
namespace {

// What lists of stolen passwords are full of, and what people here would think of. Of four letters
// and more: shorter ones are in every text.
constexpr std::array<std::string_view, 69> words{
    "access",     "admin",    "administrator",  "africa",      "amandla",    "april",
    "august",     "baseball", "branch",         "capetown",    "change",     "changeme",
    "charlie",    "computer", "default",        "december",    "dragon",     "durban",
    "example",    "february", "football",       "freedom",     "hello",      "iloveyou",
    "january",    "jesus",    "johannesburg",   "july",        "june",       "kaizerchiefs",
    "letmein",    "login",    "love",           "mandela",     "march",      "master",
    "member",     "members",  "monday",         "monkey",      "mypassword", "ninja",
    "november",   "october",  "orlandopirates", "pass",        "passw",      "password",
    "passphrase", "pretoria", "princess",       "rollcall",    "root",       "secret",
    "september",  "server",   "shadow",         "southafrica", "soweto",     "springbok",
    "springboks", "summer",   "sunday",         "sunshine",    "superman",   "test",
    "user",       "welcome",  "winter",
};

// Keys in a row, also from right to left.
constexpr std::array<std::string_view, 5> rows{
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm"};
constexpr std::size_t row_least = 4;

// Shorter parts of an address are in every text.
constexpr std::size_t name_least = 4;

bool is_again_and_again(std::string_view text) {
    constexpr std::size_t pattern_most = 4;
    for (std::size_t length = 1; length <= pattern_most && 2 * length <= text.size(); ++length) {
        if (text.substr(length) == text.substr(0, text.size() - length)) return true;
    }
    return false;
}

// A sign that people write for a letter.
bool stands_for(char sign, char letter) {
    switch (letter) {
        case 'a': return sign == '4' || sign == '@';
        case 'e': return sign == '3';
        case 'i': return sign == '1' || sign == '!';
        case 'l': return sign == '1';
        case 'o': return sign == '0';
        case 's': return sign == '5' || sign == '$';
        case 't': return sign == '7';
        default: return false;
    }
}

bool begins_with(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::ranges::equal(text.substr(0, word.size()), word, [](char sign, char letter) {
               return sign == letter || stands_for(sign, letter);
           });
}

// How many characters at the front are keys in a row; 0: too few.
std::size_t row_at_front(std::string_view text) {
    std::size_t most = 0;
    const auto measure = [&](std::string_view row) {
        for (std::size_t from = 0; from + row_least <= row.size(); ++from) {
            const auto rest = row.substr(from);
            const auto end = std::ranges::mismatch(text, rest).in1;
            most = std::max(most, static_cast<std::size_t>(end - text.begin()));
        }
    };
    for (const auto row : rows) {
        measure(row);
        measure(std::string(row.rbegin(), row.rend()));
    }
    return most >= row_least ? most : 0;
}

bool is_filling(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    return !letter;
}

// The person's name as the address has it, and where they are from.
std::vector<std::string> words_for(std::string_view email) {
    std::vector<std::string> all(words.begin(), words.end());
    std::string part;
    const auto folded = fold_case(email);
    for (const char c : folded + '.') {
        if (!is_filling(c)) {
            part += c;
            continue;
        }
        if (part.size() >= name_least) all.push_back(part);
        part.clear();
    }
    return all;
}

// Whether all of the text can be told as such parts and what fills the gaps, with one part at
// least.
bool is_of_common_parts(std::string_view text, const std::vector<std::string>& common) {
    // By position: everything before it is filling; everything before it is told, a part among it.
    std::vector<bool> filled(text.size() + 1);
    std::vector<bool> told(text.size() + 1);
    filled[0] = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!filled[at] && !told[at]) continue;
        const auto rest = text.substr(at);
        if (is_filling(rest.front())) {
            if (filled[at]) filled[at + 1] = true;
            if (told[at]) told[at + 1] = true;
        }
        for (const auto& word : common) {
            if (begins_with(rest, word)) told[at + word.size()] = true;
        }
        for (auto length = row_at_front(rest); length >= row_least; --length)
            told[at + length] = true;
    }
    return told[text.size()];
}

}  // namespace

bool is_common_password(std::string_view password, std::string_view email) {
    const auto text = fold_case(password);
    return is_again_and_again(text) || is_of_common_parts(text, words_for(email));
}

}  // namespace rollcall::access
