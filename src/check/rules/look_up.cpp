#include "check/rules/look_up.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/short_text.hpp"
#include "check/rules/choices.hpp"
#include "check/schema.hpp"

namespace rollcall::check::rules {
namespace {

// What becomes of a byte: itself, its small letter, a blank, or one of these two.
constexpr char left_out = 1;
constexpr char wide = 2;  // it may begin a character of more bytes that reads as an ASCII one

constexpr std::array<char, 256> make_folds() {
    std::array<char, 256> folds{};
    for (std::size_t i = 0; i < folds.size(); ++i) {
        const bool capital = i >= 'A' && i <= 'Z';
        folds.at(i) = static_cast<char>(capital ? i + ('a' - 'A') : i);
        if (i <= ' ') folds.at(i) = ' ';
    }
    folds['-'] = ' ';
    folds['\''] = left_out;
    folds['`'] = left_out;
    folds[0xC2] = wide;
    folds[0xE2] = wide;
    return folds;
}
constexpr auto folds = make_folds();

// The no-break space, and what programs make of hyphens and apostrophes: their first byte's place
// in the text moves on to their last.
constexpr char fold_wide(std::string_view text, std::size_t& at) {
    struct Wide {
        std::string_view bytes;
        char folded;
    };
    for (const auto& character : {
             Wide{.bytes = "\xC2\xA0", .folded = ' '},
             Wide{.bytes = "\xE2\x80\x90", .folded = ' '},
             Wide{.bytes = "\xE2\x80\x91", .folded = ' '},
             Wide{.bytes = "\xE2\x80\x93", .folded = ' '},
             Wide{.bytes = "\xE2\x80\x98", .folded = left_out},
             Wide{.bytes = "\xE2\x80\x99", .folded = left_out},
         }) {
        if (!text.starts_with(character.bytes)) continue;
        at += character.bytes.size() - 1;
        return character.folded;
    }
    return text.front();
}

// A folded text as four words, its two ends first: all of a text of up to 16 bytes, and with the
// two words next to them all of one of up to 32. Where the words overlap, the length tells texts
// apart.
class Key {
    static_assert(std::endian::native == std::endian::little);

public:
    static constexpr std::size_t bytes_max = 32;

    // The text as it stands but for its capitals; most cells are spelled as the lists are.
    // Needs: at most 32 bytes.
    [[gnu::always_inline]] static constexpr Key as_it_stands(std::string_view text) {
        Key key;
        const auto size = text.size();
        key.size_ = size;
        if (size < word_bytes) {
            key.words_[0] = small_letters(load(text));
            return key;
        }
        const auto word_at = [&](std::size_t at) {
            return small_letters(load({text.data() + at, word_bytes}));
        };
        key.words_[0] = word_at(0);
        key.words_[1] = word_at(size - word_bytes);
        if (size <= 2 * word_bytes) return key;
        key.words_[2] = word_at(word_bytes);
        key.words_[3] = word_at(size - (2 * word_bytes));
        return key;
    }

    // The text folded; nothing when it is longer than any spelling can be.
    static constexpr std::optional<Key> folded(std::string_view text) {
        std::array<char, bytes_max> folded{};
        std::size_t size = 0;
        bool gap = false;
        for (std::size_t at = 0; at < text.size(); ++at) {
            char c = folds[static_cast<unsigned char>(text[at])];
            if (c == wide) c = fold_wide(text.substr(at), at);
            if (c == left_out) continue;
            if (c == ' ') {
                gap = size > 0;
                continue;
            }
            if (size + 2 > bytes_max) return std::nullopt;
            if (gap) folded[size++] = ' ';
            gap = false;
            folded[size++] = c;
        }
        return as_it_stands({folded.data(), size});
    }

    constexpr Key() = default;
    // Word by word: what std::array makes of it is a call of memcmp.
    constexpr bool operator==(const Key& other) const {
        std::uint64_t differs = size_ ^ other.size_;
        for (std::size_t i = 0; i < words_.size(); ++i)
            differs |= words_[i] ^ other.words_[i];
        return differs == 0;
    }
    constexpr bool empty() const { return size_ == 0; }
    constexpr std::uint64_t hash() const {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
        constexpr std::uint64_t other_odd = 0xBF58476D1CE4E5B9U;
        return (words_[0] * odd ^ words_[1] * other_odd) >> hash_shift;
    }

private:
    // Up to eight bytes, the first of them lowest.
    static constexpr std::uint64_t load(std::string_view bytes) {
        if (!std::is_constant_evaluated()) return word_of(bytes);
        std::uint64_t word = 0;
        for (auto at = bytes.size(); at-- > 0;)
            word = (word << 8U) | static_cast<unsigned char>(bytes[at]);
        return word;
    }
    // Eight letters at once: those from A to Z get the bit that makes them small.
    static constexpr std::uint64_t small_letters(std::uint64_t bytes) {
        constexpr std::uint64_t ones = 0x0101010101010101U;
        constexpr std::uint64_t tops = 0x80U * ones;
        const auto low = bytes & ~tops;
        const auto from_a = low + ((0x80U - 'A') * ones);
        const auto past_z = low + ((0x80U - 'Z' - 1) * ones);
        const auto capitals = from_a & ~past_z & ~bytes & tops;
        return bytes | (capitals >> 2U);
    }

    static constexpr std::size_t word_bytes = sizeof(std::uint64_t);
    // A product's highest bits depend on all of its factors'.
    static constexpr unsigned hash_shift = 48;

    std::array<std::uint64_t, bytes_max / word_bytes> words_{};
    std::uint64_t size_ = 0;
};

// A list's spellings by their hash, laid out when the program is compiled.
class Table {
public:
    constexpr explicit Table(std::span<const Choice> choices) : choices_(choices) {
        for (std::size_t i = 0; i < choices.size(); ++i) {
            add(choices[i].name, i);
            for (const auto spelling : choices[i].spellings) {
                if (!spelling.empty()) add(spelling, i);
            }
        }
    }

    constexpr std::span<const Choice> choices() const { return choices_; }
    constexpr const Choice* find(std::string_view text) const {
        if (text.size() > Key::bytes_max) return nullptr;
        if (const auto* const choice = find(Key::as_it_stands(text))) return choice;
        const auto key = Key::folded(text);
        return key ? find(*key) : nullptr;
    }

private:
    static constexpr std::size_t slot_count = 128;
    struct Slot {
        Key key;
        std::uint8_t choice = 0;
    };

    constexpr const Choice* find(const Key& key) const {
        const auto& slot = slots_[place_of(key)];
        return slot.key.empty() ? nullptr : &choices_[slot.choice];
    }
    // Where the key lies, or would lie.
    constexpr std::size_t place_of(const Key& key) const {
        auto at = key.hash() % slot_count;
        while (!slots_[at].key.empty() && slots_[at].key != key)
            at = (at + 1) % slot_count;
        return at;
    }
    constexpr void add(std::string_view spelling, std::size_t choice) {
        for (const auto& key : {Key::as_it_stands(spelling), *Key::folded(spelling)}) {
            auto& slot = slots_[place_of(key)];
            slot.key = key;
            slot.choice = static_cast<std::uint8_t>(choice);
        }
    }

    std::span<const Choice> choices_;
    std::array<Slot, slot_count> slots_{};
};

constexpr Table genders{gender_choices};
constexpr Table races{race_choices};
constexpr Table citizenships{citizenship_choices};
constexpr Table languages{language_choices};
constexpr Table occupations{occupation_choices};
constexpr Table qualifications{qualification_choices};
constexpr Table subscriptions{subscription_choices};
constexpr Table statuses{status_choices};
constexpr Table provinces{province_choices};

// By ColumnKey; nullptr: the column has no list.
constexpr auto tables = [] {
    std::array<const Table*, column_count> by_key{};
    const auto put = [&](ColumnKey key, const Table& table) {
        by_key.at(static_cast<std::size_t>(key)) = &table;
    };
    put(ColumnKey::gender, genders);
    put(ColumnKey::race, races);
    put(ColumnKey::citizenship, citizenships);
    put(ColumnKey::language, languages);
    put(ColumnKey::occupation, occupations);
    put(ColumnKey::qualification, qualifications);
    put(ColumnKey::subscription, subscriptions);
    put(ColumnKey::status, statuses);
    put(ColumnKey::province, provinces);
    return by_key;
}();

const Table* table_of(ColumnKey column) {
    return tables[static_cast<std::size_t>(column)];
}

}  // namespace

std::span<const Choice> choices(ColumnKey column) {
    const auto* const table = table_of(column);
    return table == nullptr ? std::span<const Choice>{} : table->choices();
}

const Choice* look_up(ColumnKey column, std::string_view text) {
    const auto* const table = table_of(column);
    return table == nullptr ? nullptr : table->find(text);
}

}  // namespace rollcall::check::rules
