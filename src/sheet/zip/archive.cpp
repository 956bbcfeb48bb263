#include "sheet/zip/archive.hpp"

#include <optional>
#include <utility>

#include "base/text.hpp"
#include "sheet/zip/damage.hpp"
#include "sheet/zip/directory.hpp"
#include "sheet/zip/end_record.hpp"

namespace rollcall::sheet::zip {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

std::string part_key(std::string_view name) {
    std::string key;
    key.reserve(name.size());
    for (std::size_t i = 0; i < name.size(); ++i) {
        auto c = name[i];
        if (c == '%' && i + 2 < name.size()) {
            const auto high = hex_digit(name[i + 1]);
            const auto low = hex_digit(name[i + 2]);
            if (high && low) {
                c = static_cast<char>(*high << 4U | *low);
                i += 2;
            }
        }
        key += c == '\\' ? '/' : c;
    }
    const auto first = key.find_first_not_of('/');
    return fold_case(first == std::string::npos ? std::string() : key.substr(first));
}

Result<std::unique_ptr<Archive>> Archive::open(int descriptor, const ReaderLimits& limits) {
    auto archive = std::unique_ptr<Archive>(new Archive(descriptor, limits));
    const auto place = find_directory(archive->file_);
    if (!place) return std::unexpected(place.error());
    auto entries = read_directory(archive->file_, *place, limits);
    if (!entries) return std::unexpected(entries.error());
    archive->entries_ = std::move(*entries);
    if (const auto named = archive->index_names(); !named) return std::unexpected(named.error());
    return archive;
}

Result<void> Archive::index_names() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto& entry = entries_[i];
        // Folders carry nothing; some programs write one twice.
        if (entry.size == 0 && (entry.name.ends_with('/') || entry.name.ends_with('\\'))) continue;
        if (!by_key_.emplace(part_key(entry.name), i).second)
            return damaged("two of its parts have one name, so that nobody can tell which counts");
    }
    return {};
}

const Entry* Archive::find(std::string_view name) const {
    const auto found = by_key_.find(part_key(name));
    return found == by_key_.end() ? nullptr : &entries_[found->second];
}

}  // namespace rollcall::sheet::zip
