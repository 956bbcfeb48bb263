// Any rows as a geography file: whatever list comes of them fits together, and it ends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "check/geography/geography.hpp"

namespace rollcall::check::geography {
namespace {

constexpr std::size_t rows_max = 2'000;
constexpr std::uint16_t columns_max = 20;

// Lines of fields between tabs, as a reader hands them out.
sheet::Batch batch_of(std::string_view text) {
    sheet::Batch batch;
    for (std::uint32_t row = 1; !text.empty() && row < rows_max; ++row) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        batch.start_row(row);
        for (std::uint16_t column = 0; !line.empty() && column < columns_max; ++column) {
            const auto field = line.substr(0, line.find('\t'));
            line.remove_prefix(std::min(field.size() + 1, line.size()));
            if (!field.empty()) batch.add_cell(column, sheet::CellKind::text, 0, field);
        }
    }
    return batch;
}

void check(const PlaceList& list) {
    const WardIndex index(list);
    ROLLCALL_ASSERT(index.known());
    for (const auto& [code, ward] : list.wards) {
        const auto municipality = list.municipalities.find(ward.municipality_code);
        ROLLCALL_ASSERT(municipality != list.municipalities.end());
        ROLLCALL_ASSERT(municipality->second.province_code == province_of_ward(code));
    }
    for (const auto& [code, municipality] : list.municipalities) {
        if (municipality.parent_code.empty()) continue;
        const auto parent = list.municipalities.find(municipality.parent_code);
        ROLLCALL_ASSERT(parent != list.municipalities.end());
        ROLLCALL_ASSERT(parent->second.parent_code.empty());
    }
}

}  // namespace
}  // namespace rollcall::check::geography

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rollcall::check::geography;
    // Readers hand out nothing else.
    const auto text = rollcall::replace_bad_utf8({reinterpret_cast<const char*>(data), size});
    const auto batch = batch_of(text);
    const auto header = find_place_header(batch);
    if (!header) return 0;
    ListReader reader(*header);
    reader.read(batch, header->first_data_row);
    if (const auto list = reader.finish()) check(*list);
    return 0;
}
