#include "work/geography_file.hpp"

#include <expected>

#include "check/geography/columns.hpp"
#include "check/geography/list_reader.hpp"
#include "sheet/batch.hpp"

namespace rollcall::work {

Result<check::geography::PlaceList>
read_geography(const RowsQuery& query, const ReaderSettings& settings) {
    const auto reader = reopen(query, settings);
    if (!reader) return std::unexpected(reader.error());
    sheet::Batch batch;
    auto more = (*reader)->next(batch);
    if (!more) return std::unexpected(more.error());
    const auto header = check::geography::find_place_header(batch);
    if (!header) return std::unexpected(header.error());
    check::geography::ListReader list(*header);
    auto first = header->first_data_row;
    while (*more) {
        list.read(batch, first);
        first = 0;
        more = (*reader)->next(batch);
        if (!more) return std::unexpected(more.error());
    }
    return list.finish();
}

}  // namespace rollcall::work
