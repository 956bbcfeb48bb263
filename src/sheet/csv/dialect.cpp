#include "sheet/csv/dialect.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace rollcall::sheet::csv {
namespace {

// In the order of preference where two fit equally: the less a byte is used in texts, the surer.
constexpr std::array candidates{'\t', '|', ';', ','};
constexpr std::size_t lines_judged = 200;
constexpr std::size_t bytes_judged = 65'536;

using Separators = std::array<std::uint32_t, candidates.size()>;

bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

// How often each candidate stands in each of the first lines that have text, outside quotes. A
// quote opens only where a cell may begin, so that a lone inch mark does not hide the rest.
class LineCounter {
public:
    std::vector<Separators> count(std::string_view text) {
        for (std::size_t i = 0; i < text.size() && lines_.size() < lines_judged; ++i) {
            take(text[i]);
        }
        // The last line may have been cut; it counts only where it is the only one.
        if (has_text_ && lines_.empty()) lines_.push_back(line_);
        return std::move(lines_);
    }

private:
    void take(char c) {
        const auto place = std::ranges::find(candidates, c);
        if (c == '"' && (quoted_ || cell_begins_)) {
            quoted_ = !quoted_;
            // A quote right behind the closing one opens again: that is how a quote is written.
            cell_begins_ = true;
            has_text_ = true;
        } else if (!quoted_ && is_line_end(c)) {
            if (has_text_) lines_.push_back(line_);
            line_ = {};
            has_text_ = false;
            cell_begins_ = true;
        } else {
            cell_begins_ = place != candidates.end();
            has_text_ = true;
            if (!quoted_ && cell_begins_) {
                ++line_.at(static_cast<std::size_t>(place - candidates.begin()));
            }
        }
    }

    std::vector<Separators> lines_;
    Separators line_{};
    bool quoted_ = false;
    bool cell_begins_ = true;
    bool has_text_ = false;
};

struct Score {
    std::size_t lines = 0;    // that have the separator equally often
    std::uint32_t count = 0;  // how often

    auto operator<=>(const Score&) const = default;
};

Score score_of(const std::vector<Separators>& lines, std::size_t candidate) {
    std::vector<std::uint32_t> counts;
    for (const auto& line : lines) {
        if (line.at(candidate) > 0) counts.push_back(line.at(candidate));
    }
    std::ranges::sort(counts);
    Score best;
    for (std::size_t i = 0; i < counts.size();) {
        const auto after = std::ranges::upper_bound(counts, counts[i]) - counts.begin();
        const auto run = static_cast<std::size_t>(after) - i;
        best = std::max(best, Score{.lines = run, .count = counts[i]});
        i = static_cast<std::size_t>(after);
    }
    return best;
}

bool may_separate(char c) {
    const bool letter_or_digit =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c == '\t' || (c > ' ' && c < '\x7f' && c != '"' && !letter_or_digit);
}

// Excel's own line, which names the separator: sep=; (some programs quote it).
std::optional<Dialect> sep_line(std::string_view start) {
    const auto quotes = start.starts_with('"') ? std::size_t{1} : 0;
    constexpr std::string_view name = "sep=";
    const auto line = start.substr(quotes);
    if (!equals_folded(line.substr(0, name.size()), name)) return std::nullopt;
    auto rest = line.substr(name.size());
    if (rest.empty()) return std::nullopt;
    const char separator = rest.front();
    rest.remove_prefix(1);
    if (quotes != 0 && rest.starts_with('"')) rest.remove_prefix(1);
    if (!may_separate(separator) || (!rest.empty() && !is_line_end(rest.front())))
        return std::nullopt;
    const auto end = rest.starts_with("\r\n") ? std::size_t{2} : std::size_t{!rest.empty()};
    return Dialect{.separator = separator, .skip = start.size() - rest.size() + end};
}

bool prefers_tab(std::string_view file_name) {
    const auto name = fold_case(file_name);
    return name.ends_with(".tsv") || name.ends_with(".tab");
}

}  // namespace

Dialect detect_dialect(std::string_view start, std::string_view file_name) {
    if (const auto named = sep_line(start)) return *named;
    const auto lines = LineCounter().count(start.substr(0, bytes_judged));
    Score best;
    char separator = prefers_tab(file_name) ? '\t' : ',';
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto score = score_of(lines, i);
        if (score > best) {
            best = score;
            separator = candidates.at(i);
        }
    }
    return {.separator = separator, .skip = 0};
}

}  // namespace rollcall::sheet::csv
