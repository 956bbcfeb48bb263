// How live/ tells whoever holds a client's line that there is something to write.
#pragma once

namespace rollcall::live {

// Must outlive what it was given to, and only remembers: it never calls back from within wake().
class Waker {
public:
    Waker() = default;
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;
    virtual ~Waker() = default;

    virtual void wake() = 0;
};

}  // namespace rollcall::live
