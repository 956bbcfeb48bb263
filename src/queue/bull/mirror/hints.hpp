// Jobs that somebody should look at soon.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/guarded.hpp"

namespace rollcall::queue::bull::mirror {

// Safe from any thread. More than some are dropped: whoever looks at everything now and then finds
// them, too.
class Hints {
public:
    void add(std::string bull_id) {
        bull_ids_.with([&](std::set<std::string>& ids) {
            if (ids.size() < hints_max) ids.insert(std::move(bull_id));
        });
    }
    std::set<std::string> take() {
        return bull_ids_.with([](std::set<std::string>& ids) { return std::exchange(ids, {}); });
    }
    // Of jobs without a name: one that waits until then was delayed just now.
    void add_due(Instant due) {
        dues_.with([&](std::set<Instant>& dues) {
            if (dues.size() < hints_max) dues.insert(due);
        });
    }
    std::set<Instant> take_dues() {
        return dues_.with([](std::set<Instant>& dues) { return std::exchange(dues, {}); });
    }

private:
    static constexpr std::size_t hints_max = 10'000;
    Guarded<std::set<std::string>> bull_ids_;
    Guarded<std::set<Instant>> dues_;
};

}  // namespace rollcall::queue::bull::mirror
