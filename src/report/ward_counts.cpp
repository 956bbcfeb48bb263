#include "report/ward_counts.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check/rules/digits.hpp"
#include "load/tally.hpp"

namespace rollcall::report {
namespace {

constexpr std::size_t ward_digits = 8;

}  // namespace

void WardCounts::add(std::string_view ward, load::Outcome outcome) {
    using load::Outcome;
    const bool added = outcome == Outcome::inserted;
    if (!added && outcome != Outcome::updated && outcome != Outcome::unchanged) return;
    const auto digits = check::rules::read_digits(ward, check::rules::Signs::plain);
    if (!digits || digits->count != ward_digits) return;
    std::uint32_t number = 0;
    const auto view = digits->view();
    std::from_chars(view.data(), view.data() + view.size(), number);

    if (last_ == nullptr || last_ward_ != number) {
        if (is_full() && !wards_.contains(number)) return;
        last_ = &wards_[number];
        last_ward_ = number;
    }
    ++(added ? last_->added : last_->existing);
}

}  // namespace rollcall::report
