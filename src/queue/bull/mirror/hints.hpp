// Jobs that somebody should look at soon.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "queue/bull/mirror/rumour.hpp"

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
    void add(Rumour rumour) {
        // First: whoever takes the job finds it.
        if (rumour.ending.how != End::unheard) {
            endings_.with([&](std::map<std::string, Ending>& endings) {
                if (endings.size() >= hints_max) return;
                endings.insert_or_assign(rumour.bull_id, std::move(rumour.ending));
            });
        }
        add(std::move(rumour.bull_id));
    }
    std::set<std::string> take() {
        return bull_ids_.with([](std::set<std::string>& ids) { return std::exchange(ids, {}); });
    }
    // What was heard last of a job's end.
    Ending take_ending(const std::string& bull_id) {
        return endings_.with([&](std::map<std::string, Ending>& endings) {
            auto heard = endings.extract(bull_id);
            return heard.empty() ? Ending{} : std::move(heard.mapped());
        });
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
    Guarded<std::map<std::string, Ending>> endings_;
    Guarded<std::set<Instant>> dues_;
};

}  // namespace rollcall::queue::bull::mirror
