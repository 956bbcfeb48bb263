#include "live/jobs/errands.hpp"

#include <memory>
#include <utility>

namespace rollcall::live::jobs {

void Errands::start() {
    while (running_ < settings_.at_a_time && !waiting_.empty()) {
        if (start_one()) continue;
        again_.in(settings_.again_in);
        return;
    }
}

bool Errands::start_one() {
    // A refused offload has eaten its arguments, so the errand itself stays ours.
    const auto errand = std::make_shared<Errand>(std::move(waiting_.front()));
    const bool taken = loop_.offload(
        [errand] { errand->work(); },
        [this, errand](bool done) {
            --running_;
            errand->then(done);
            start();
        }
    );
    if (taken) {
        waiting_.pop_front();
        ++running_;
    } else {
        waiting_.front() = std::move(*errand);
    }
    return taken;
}

}  // namespace rollcall::live::jobs
