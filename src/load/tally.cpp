#include "load/tally.hpp"

namespace rollcall::load {

Tally& Tally::operator+=(const Tally& other) {
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        outcomes.at(i) += other.outcomes.at(i);
    valid_ids += other.valid_ids;
    invalid_ids += other.invalid_ids;
    unique_records += other.unique_records;
    existing_members += other.existing_members;
    new_members += other.new_members;
    warnings += other.warnings;
    return *this;
}

}  // namespace rollcall::load
