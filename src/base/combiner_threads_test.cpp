#include <atomic>
#include <cstddef>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/combiner.hpp"

namespace rollcall {
namespace {

using testing::ElementsAre;

struct Errand {
    std::string name;
};

// Notes who went together; holds the first go until it may end.
class CombinerTest : public testing::Test {
protected:
    void run(const std::string& name, std::size_t weight = 1) {
        Errand errand{name};
        combiner_.run(errand, weight, [this](std::span<Errand* const> errands) noexcept {
            std::vector<std::string> names;
            for (const auto* one : errands)
                names.push_back(one->name);
            goes_.push_back(names);
            held_.wait(true);
        });
    }
    // One after the other, each once the one before it is there.
    void come(const std::string& name, std::size_t weight = 1) {
        const auto before = combiner_.present();
        threads_.emplace_back([this, name, weight] { run(name, weight); });
        while (combiner_.present() == before)
            std::this_thread::yield();
    }
    std::vector<std::vector<std::string>> goes() {
        held_ = false;
        held_.notify_all();
        threads_.clear();
        return goes_;
    }

private:
    Combiner<Errand> combiner_{3};
    std::atomic<bool> held_ = true;
    std::vector<std::vector<std::string>> goes_;
    std::vector<std::jthread> threads_;
};

TEST_F(CombinerTest, WhoComesWhileNobodyIsAtWorkGoesAtOnceAndAlone) {
    come("first");

    EXPECT_THAT(goes(), ElementsAre(ElementsAre("first")));
}

TEST_F(CombinerTest, WhoComesMeanwhileGoesTogetherInTheOrderOfComing) {
    come("first");
    come("a");
    come("b");
    come("c");

    EXPECT_THAT(goes(), ElementsAre(ElementsAre("first"), ElementsAre("a", "b", "c")));
}

TEST_F(CombinerTest, NoGoIsHeavierThanItMay) {
    come("first");
    come("a", 2);
    come("b", 2);
    come("c", 1);
    come("heavy", 7);

    EXPECT_THAT(
        goes(),
        ElementsAre(
            ElementsAre("first"), ElementsAre("a"), ElementsAre("b", "c"), ElementsAre("heavy")
        )
    );
}

TEST(Combiner, DoesEachErrandOfManyThreadsOnce) {
    constexpr int threads_count = 8;
    constexpr int errands_each = 500;
    struct Count {
        int done = 0;
    };
    Combiner<Count> combiner(5);
    std::atomic<int> done_once = 0;
    std::atomic<int> at_work = 0;
    std::atomic<bool> overlapped = false;

    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < threads_count; ++thread) {
            threads.emplace_back([&] {
                for (int n = 0; n < errands_each; ++n) {
                    Count count;
                    combiner.run(count, 1, [&](std::span<Count* const> counts) noexcept {
                        if (++at_work > 1) overlapped = true;
                        for (auto* one : counts)
                            ++one->done;
                        --at_work;
                    });
                    done_once += count.done == 1 ? 1 : 0;
                }
            });
        }
    }

    EXPECT_EQ(done_once, threads_count * errands_each);
    EXPECT_FALSE(overlapped);
}

}  // namespace
}  // namespace rollcall
