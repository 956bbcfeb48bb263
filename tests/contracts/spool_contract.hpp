// What the suites of the spool's contract share: one store a test, and hands behind its back.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::tests {

// One store as one node sees it.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;

    virtual Spool& spool() = 0;
    virtual Shelf& shelf() = 0;
    // As another node sees it; nothing where one process owns the store.
    virtual Spool* other_spool() { return nullptr; }
    virtual Shelf* other_shelf() { return nullptr; }

    // Whether a sweep asks for what is wanted while nobody can seal.
    virtual bool asks_under_lock() { return false; }

    // Behind the store's back: changes the bytes in their middle, takes the last ones away, makes
    // them a day old. Need: they are there, and more than one byte.
    virtual void rot(const std::string& sha256) = 0;
    virtual void cut(const std::string& sha256) = 0;
    virtual void age(const std::string& sha256) = 0;
    // Everything that takes up space: uploads, documents, halves of them.
    virtual std::size_t things() = 0;
};

struct Implementation {
    std::string name;
    // Nothing: this machine lacks what the store needs, which `missing` names.
    std::function<std::unique_ptr<World>()> make;
    std::string missing;
};

// Shown by GoogleTest.
// NOLINTNEXTLINE(readability-identifier-naming): the library's name
inline void PrintTo(const Implementation& implementation, std::ostream* out) {
    *out << implementation.name;
}

std::vector<Implementation> implementations();

// One promise of a spool, as a check that tells what is wrong; nothing: it is kept.
struct Promise {
    std::string name;
    std::function<std::optional<std::string>(World&)> broken;
};

// NOLINTNEXTLINE(readability-identifier-naming): the library's name
inline void PrintTo(const Promise& promise, std::ostream* out) {
    *out << promise.name;
}

const std::vector<Promise>& promises();

// Bytes that differ from place to place, the same for one size.
std::string sample_bytes(std::size_t size);
Sealed upload(Spool& spool, std::string_view bytes);
std::string read_all(const Descriptor& file);

}  // namespace rollcall::spool::tests
