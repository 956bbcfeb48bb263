#include "check/rules/look_up.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "check/rules/choices.hpp"

namespace rollcall::check::rules {
namespace {

// A folded text, packed into words so that two compare, and hash, at once. Zeros fill it up.
class Key {
public:
    static constexpr std::size_t bytes_max = 32;
    using Words = std::array<std::uint64_t, bytes_max / sizeof(std::uint64_t)>;

    // Nothing when the text is longer than any spelling can be.
    static constexpr std::optional<Key> of(std::string_view text) {
        std::array<char, bytes_max> folded{};
        std::size_t size = 0;
        bool gap = false;
        while (!text.empty()) {
            const auto used = separator(text);
            if (used > 0) {
                gap = true;
                text.remove_prefix(used);
                continue;
            }
            if (const auto mark = apostrophe(text); mark > 0) {
                text.remove_prefix(mark);
                continue;
            }
            if (size + 2 > bytes_max) return std::nullopt;
            if (gap && size > 0) folded[size++] = ' ';
            gap = false;
            folded[size++] = lower(text.front());
            text.remove_prefix(1);
        }
        return Key(std::bit_cast<Words>(folded));
    }

    constexpr Key() = default;
    constexpr bool operator==(const Key&) const = default;
    constexpr bool empty() const { return words_[0] == 0; }
    constexpr std::uint64_t hash() const {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
        std::uint64_t hash = 0;
        for (const auto word : words_)
            hash = (std::rotl(hash, 29) ^ word) * odd;
        return hash ^ (hash >> 32U);
    }

private:
    constexpr explicit Key(const Words& words) : words_(words) {}

    static constexpr char lower(char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    static constexpr std::size_t separator(std::string_view text) {
        const char c = text.front();
        if (c == ' ' || c == '-' || (c >= '\t' && c <= '\r')) return 1;
        if (text.starts_with("\xC2\xA0")) return 2;  // no-break space
        // U+2010 to U+2013, what programs make of a hyphen.
        const bool dash = text.starts_with("\xE2\x80\x90") || text.starts_with("\xE2\x80\x91") ||
                          text.starts_with("\xE2\x80\x93");
        return dash ? 3 : 0;
    }
    static constexpr std::size_t apostrophe(std::string_view text) {
        if (text.front() == '\'' || text.front() == '`') return 1;
        return text.starts_with("\xE2\x80\x99") || text.starts_with("\xE2\x80\x98") ? 3 : 0;
    }

    Words words_{};
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
    constexpr std::optional<std::string_view> find(std::string_view text) const {
        const auto key = Key::of(text);
        if (!key) return std::nullopt;
        const auto& slot = slots_[place_of(*key)];
        if (slot.key.empty()) return std::nullopt;
        return choices_[slot.choice].name;
    }

private:
    static constexpr std::size_t slot_count = 128;
    struct Slot {
        Key key;
        std::uint8_t choice = 0;
    };

    // Where the key lies, or would lie.
    constexpr std::size_t place_of(const Key& key) const {
        auto at = key.hash() % slot_count;
        while (!slots_[at].key.empty() && slots_[at].key != key)
            at = (at + 1) % slot_count;
        return at;
    }
    constexpr void add(std::string_view spelling, std::size_t choice) {
        const auto key = Key::of(spelling);
        auto& slot = slots_[place_of(*key)];
        slot.key = *key;
        slot.choice = static_cast<std::uint8_t>(choice);
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

const Table* table_of(ColumnKey column) {
    switch (column) {
        case ColumnKey::gender: return &genders;
        case ColumnKey::race: return &races;
        case ColumnKey::citizenship: return &citizenships;
        case ColumnKey::language: return &languages;
        case ColumnKey::occupation: return &occupations;
        case ColumnKey::qualification: return &qualifications;
        case ColumnKey::subscription: return &subscriptions;
        case ColumnKey::status: return &statuses;
        case ColumnKey::province: return &provinces;
        default: return nullptr;
    }
}

}  // namespace

std::span<const Choice> choices(ColumnKey column) {
    const auto* const table = table_of(column);
    return table == nullptr ? std::span<const Choice>{} : table->choices();
}

std::optional<std::string_view> look_up(ColumnKey column, std::string_view text) {
    const auto* const table = table_of(column);
    return table == nullptr ? std::nullopt : table->find(text);
}

}  // namespace rollcall::check::rules
