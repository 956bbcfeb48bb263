#include "work/pool.hpp"

#include <utility>
#include <variant>

namespace rollcall::work {

Pool::Pool(WorkerParts parts, event::Bus& bus, Settings settings)
    : parts_(parts), settings_(std::move(settings)) {
    subscription_ = bus.subscribe([this](const event::Event& event) {
        const bool may_be_work = std::holds_alternative<event::JobQueued>(event) ||
                                 std::holds_alternative<event::Missed>(event);
        if (!may_be_work) return;
        const std::scoped_lock lock(mutex_);
        ++calls_;
        woken_.notify_all();
    });
    threads_.reserve(settings_.workers);
    for (std::uint32_t i = 1; i <= settings_.workers; ++i) {
        threads_.emplace_back([this, name = settings_.name + "-" + std::to_string(i)](
                                  const std::stop_token& stop
                              ) { work(stop, name); });
    }
}

Pool::~Pool() {
    for (auto& thread : threads_)
        thread.request_stop();
    parts_.leases.shut_down();
    for (auto& thread : threads_)
        thread.join();
}

void Pool::work(const std::stop_token& stop, const std::string& name) {
    Worker worker(parts_, name);
    while (!stop.stop_requested()) {
        std::uint64_t heard = 0;
        {
            const std::scoped_lock lock(mutex_);
            heard = calls_;
        }
        if (worker.run_one()) continue;
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, settings_.poll, [&] { return calls_ != heard; });
    }
}

}  // namespace rollcall::work
