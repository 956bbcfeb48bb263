// Which cell styles show their number as a date.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx::package {

class Styles {
public:
    // An index that the workbook does not define shows no date.
    bool is_date(std::uint32_t style) const { return style < dates_.size() && dates_[style]; }

    void add(bool date) { dates_.push_back(date); }
    std::size_t size() const { return dates_.size(); }

private:
    std::vector<bool> dates_;
};

// Refuses as parse_part does, and with FILE_TOO_LARGE when there are more styles than the limit.
Result<Styles> read_styles(zip::Archive& archive, const zip::Entry& entry);

}  // namespace rollcall::sheet::xlsx::package
