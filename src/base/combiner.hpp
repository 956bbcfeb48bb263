// What many threads want done at the same time, done by one of them for all.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <semaphore.h>

namespace rollcall {

// Who comes while nobody is at work does its errand at once; who comes meanwhile waits, and the
// first of those does all that have come by then, in one go. So nobody waits for company, and the
// more come the more go together (group commit, flat combining). Safe from any thread.
template <class Errand>
class Combiner {
public:
    // What one go may weigh; a heavier errand goes alone.
    explicit Combiner(std::size_t weight_max) : weight_max_(weight_max) {}

    // Returns once the errand was done. `go(errands)` does them in the order of their coming, on
    // any of the threads; it throws nothing: what went wrong stands in the errands.
    template <class Go>
    void run(Errand& errand, std::size_t weight, Go&& go) {
        static_assert(noexcept(go(std::span<Errand* const>())));
        Place place(errand, weight);
        auto places = come(place);
        if (places.empty()) {
            place.wait();
            if (place.is_done) return;
            places = take_some();
        }
        std::vector<Errand*> errands;
        errands.reserve(places.size());
        for (const auto* one : places)
            errands.push_back(&one->errand);
        std::forward<Go>(go)(std::span<Errand* const>(errands));
        leave(places);
    }

    // How many are at work or wait just now.
    std::size_t present() const {
        const std::scoped_lock lock(mutex_);
        return at_work_ + waiting_.size();
    }

private:
    // Where one waits. POSIX' semaphore: it goes to sleep at once, where the standard's spins.
    struct Place {
        Place(Errand& its_errand, std::size_t its_weight) : errand(its_errand), weight(its_weight) {
            ::sem_init(&turn, 0, 0);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { ::sem_destroy(&turn); }

        void wait() {
            while (::sem_wait(&turn) != 0) {
            }
        }
        void wake() { ::sem_post(&turn); }

        Errand& errand;
        const std::size_t weight;
        bool is_done = false;
        sem_t turn{};
    };

    // Nothing: others are at work, and this one waits.
    std::vector<Place*> come(Place& place) {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(&place);
        if (std::exchange(is_led_, true)) return {};
        return take();
    }

    std::vector<Place*> take_some() {
        const std::scoped_lock lock(mutex_);
        return take();
    }

    // Needs: the lock.
    std::vector<Place*> take() {
        std::vector<Place*> taken;
        std::size_t weight = 0;
        while (!waiting_.empty()) {
            weight += waiting_.front()->weight;
            if (!taken.empty() && weight > weight_max_) break;
            taken.push_back(waiting_.front());
            waiting_.pop_front();
        }
        at_work_ = taken.size();
        return taken;
    }

    void leave(const std::vector<Place*>& done) {
        Place* next = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            if (!waiting_.empty()) next = waiting_.front();
            is_led_ = next != nullptr;
            at_work_ = 0;
        }
        // First, for it need not wait until all have heard of this go. Who was woken is gone.
        if (next != nullptr) next->wake();
        for (auto* place : std::span(done).subspan(1)) {
            place->is_done = true;
            place->wake();
        }
    }

    const std::size_t weight_max_;
    mutable std::mutex mutex_;
    // Under the mutex.
    std::deque<Place*> waiting_;
    std::size_t at_work_ = 0;
    bool is_led_ = false;
};

}  // namespace rollcall
