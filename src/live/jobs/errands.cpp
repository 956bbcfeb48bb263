#include "live/jobs/errands.hpp"

#include <memory>
#include <utility>

namespace rollcall::live::jobs {

void Errands::run(Errand errand, Haste haste) {
    if (hasty_.size() + waiting_.size() >= settings_.waiting_max) {
        // Not within this call: whoever runs errands is not ready to hear of their end yet.
        loop_.post([then = std::move(errand.then)]() mutable { then(false); });
        return;
    }
    (haste == Haste::now ? hasty_ : waiting_).push_back(std::move(errand));
    start();
}

void Errands::start() {
    while (running_ < settings_.at_a_time && !(hasty_.empty() && waiting_.empty())) {
        if (start_one()) continue;
        again_.in(settings_.again_in);
        return;
    }
}

bool Errands::start_one() {
    // A refused offload has eaten its arguments, so the errand itself stays ours.
    auto& line = hasty_.empty() ? waiting_ : hasty_;
    const auto errand = std::make_shared<Errand>(std::move(line.front()));
    const bool taken = loop_.offload(
        [errand] { errand->work(); },
        [this, errand](bool done) {
            --running_;
            errand->then(done);
            start();
        }
    );
    if (taken) {
        line.pop_front();
        ++running_;
    } else {
        line.front() = std::move(*errand);
    }
    return taken;
}

}  // namespace rollcall::live::jobs
