// How often a client may do something: so often a second, and so much at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace rollcall::live {

class Bucket {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Rule {
        double per_second = 20;
        double burst = 100;
    };
    Bucket(const Rule& rule, Time now) : rule_(rule), left_(rule.burst), at_(now) {}

    bool take(Time now) {
        const std::chrono::duration<double> passed = now - std::exchange(at_, now);
        left_ = std::min(rule_.burst, left_ + (passed.count() * rule_.per_second));
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }

private:
    Rule rule_;
    double left_;
    Time at_;
};

}  // namespace rollcall::live
