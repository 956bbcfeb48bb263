// Finds where SQL and Redis differ, and does what follows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/elsewhere.hpp"
#include "queue/bull/mirror/hints.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/bull/mirror/survey.hpp"
#include "queue/bull/mirror/verdict.hpp"
#include "queue/sql/mirrored.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::queue::bull::mirror {

// What a reconcile saw, for the log and for people.
struct Differences {
    bool began = false;  // Redis had no memory of ours: all that is open is drawn anew
    std::uint32_t settled = 0;
    std::uint32_t ghosts = 0;   // ids in lists without a job
    std::uint32_t broken = 0;   // keys that are something else than Bull's
    std::uint32_t orphans = 0;  // jobs of ours that SQL does not know
};

// Used by one thread at a time. Throws RedisFailure and Failure.
class Reconciler {
public:
    // All outlive this. `take_in` is handed jobs that Bull producers added; may be empty.
    struct Parts {
        sql::SqlQueue& queue;
        sql::Mirrored& mirrored;
        Canvas& canvas;
        Survey& survey;
        const Style& style;
        Hints& hints;
        std::function<void(const std::string& bull_id)> take_in;
    };
    explicit Reconciler(Parts parts);

    // The jobs that somebody hinted at, and those that Bull workers run. In every process, every
    // few seconds.
    void attend();
    // All that is open. In one process at a time, at least every 15 s.
    Differences reconcile();
    // One job, whatever is known of it.
    enum class Found : std::uint8_t { well, settled, ghost, broken, orphan };
    Found settle(const std::string& bull_id) { return settle(bull_id, Occasion::comparison); }

private:
    enum class Occasion : std::uint8_t { comparison, hint };

    Found settle(const std::string& bull_id, Occasion occasion);
    void begin_memory(const Bearings& bearings);
    void settle_pause(const Bearings& bearings);
    std::vector<std::string> suspects(Differences& found);
    void suspect_open(Places& places, std::vector<std::string>& suspects);
    void
    suspect_others(const Places& places, std::vector<std::string>& suspects, Differences& found);
    Glance look_at(const std::string& bull_id);
    void let_go(const sql::NamedJob& named, const Glance& another);
    Found greet(const std::string& bull_id, const Glance& glance) const;
    void act(const sql::NamedJob& job, const Glance& glance, Verdict verdict);
    void hear(const sql::NamedJob& named, const Glance& glance, Verdict verdict);
    void draw(const sql::NamedJob& job, const Glance& glance);
    void force(Picture picture, const Glance& glance);
    std::uint32_t clear_late_failures();

    Parts parts_;
    Elsewhere elsewhere_;
    std::size_t turn_ = 0;  // which suspects come first, where there are too many for one pass
};

}  // namespace rollcall::queue::bull::mirror
