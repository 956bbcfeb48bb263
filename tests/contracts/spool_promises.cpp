// The promises of a spool that a store can break without anybody noticing: each as a check, so that
// stores that break them on purpose can be shown to be caught.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "spool/spool.hpp"
#include "tests/contracts/spool_contract.hpp"

namespace rollcall::spool::tests {
namespace {

using Broken = std::optional<std::string>;

constexpr std::uint64_t bytes_max = 64 * mib;
// As a request's body comes: neither a row of a database nor a part of an object.
constexpr std::size_t step_bytes = 100'000;

Instant an_hour_ago() {
    return SystemClock().now() - std::chrono::hours(1);
}

bool nobody_wants(std::string_view) {
    return false;
}

Broken expect_refusal(const Result<Descriptor>& opened, Errc code) {
    if (opened) return "it was handed out";
    if (opened.error().code == code) return std::nullopt;
    return "it was refused as " + std::string(to_string(opened.error().code));
}

Broken hands_back_every_size(World& world) {
    constexpr std::size_t chunk = 256 * kib;
    constexpr std::size_t part = 8 * mib;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1, 2 * chunk, part, part + 1}) {
        const auto bytes = sample_bytes(size);
        const auto sealed = upload(world.spool(), bytes);
        if (sealed.sha256 != sha256_hex(bytes)) return fmt::format("{} bytes: another name", size);
        const auto file = world.spool().open(sealed.sha256);
        if (!file) return fmt::format("{} bytes: {}", size, file.error().message);
        if (read_all(*file) != bytes) return fmt::format("{} bytes: others came back", size);
    }
    return std::nullopt;
}

Broken hands_back_20_mib(World& world) {
    const auto bytes = sample_bytes(20 * mib);
    const auto sealed = upload(world.spool(), bytes);
    const auto file = world.spool().open(sealed.sha256);
    if (!file) return file.error().message;
    if (sealed.size != bytes.size()) return fmt::format("{} bytes were counted", sealed.size);
    if (read_all(*file) != bytes) return "other bytes came back";
    return std::nullopt;
}

Broken refuses_rotten_bytes(World& world) {
    const auto sealed = upload(world.spool(), sample_bytes(300 * kib));
    world.rot(sealed.sha256);
    return expect_refusal(world.spool().open(sealed.sha256), Errc::corrupt_source);
}

Broken refuses_bytes_that_lost_their_end(World& world) {
    const auto sealed = upload(world.spool(), sample_bytes(512 * kib));
    world.cut(sealed.sha256);
    return expect_refusal(world.spool().open(sealed.sha256), Errc::corrupt_source);
}

Broken mends_rotten_bytes_by_the_same_again(World& world) {
    const auto bytes = sample_bytes(300 * kib);
    const auto sealed = upload(world.spool(), bytes);
    world.rot(sealed.sha256);
    upload(world.spool(), bytes);
    const auto file = world.spool().open(sealed.sha256);
    if (!file) return file.error().message;
    return read_all(*file) == bytes ? Broken() : "other bytes came back";
}

Broken leaves_nothing_of_an_abandoned_upload(World& world) {
    const auto before = world.things();
    {
        const auto intake = *world.spool().start(bytes_max);
        // More than a part, so that some of it has left for the store.
        std::ignore = intake->append(sample_bytes(17 * mib));
    }
    const auto after = world.things();
    return after == before ? Broken() : fmt::format("{} things stayed", after - before);
}

Broken leaves_nothing_of_what_is_removed(World& world) {
    const auto before = world.things();
    const auto sealed = upload(world.spool(), sample_bytes(17 * mib));
    if (world.things() == before) return "it was nowhere to be seen";
    world.spool().remove(sealed.sha256);
    const auto after = world.things();
    return after == before ? Broken() : fmt::format("{} things stayed", after - before);
}

Broken sweeps_what_is_old_and_unwanted(World& world) {
    const auto orphan = upload(world.spool(), "an orphan");
    world.age(orphan.sha256);
    const auto freed = world.spool().sweep(an_hour_ago(), nobody_wants);
    if (world.spool().holds(orphan.sha256)) return "it stayed";
    return freed == orphan.size ? Broken() : fmt::format("{} bytes were freed", freed);
}

Broken sweeps_nothing_that_is_wanted(World& world) {
    const auto wanted = upload(world.spool(), "wanted");
    world.age(wanted.sha256);
    world.spool().sweep(an_hour_ago(), [&](std::string_view sha256) {
        return sha256 == wanted.sha256;
    });
    return world.spool().holds(wanted.sha256) ? Broken() : "it was removed";
}

Broken sweeps_nothing_young(World& world) {
    const auto young = upload(world.spool(), "its job is about to be recorded");
    world.spool().sweep(an_hour_ago(), nobody_wants);
    return world.spool().holds(young.sha256) ? Broken() : "it was removed";
}

Broken makes_young_what_is_sealed_again(World& world) {
    const auto orphan = upload(world.spool(), "uploaded again");
    world.age(orphan.sha256);
    upload(world.spool(), "uploaded again");
    world.spool().sweep(an_hour_ago(), nobody_wants);
    return world.spool().holds(orphan.sha256) ? Broken() : "it was removed";
}

// The sweep has judged the old bytes when the new ones are sealed: whichever comes first, the new
// ones must be there in the end.
Broken keeps_what_is_sealed_while_it_sweeps(World& world) {
    for (int round = 0; round < 8; ++round) {
        const auto bytes = fmt::format("sealed again in round {}", round);
        const auto orphan = upload(world.spool(), bytes);
        world.age(orphan.sha256);
        auto* other = world.other_spool();
        auto& sealing = other != nullptr ? *other : world.spool();
        std::optional<std::jthread> again;
        world.spool().sweep(an_hour_ago(), [&](std::string_view sha256) {
            if (sha256 == orphan.sha256) again.emplace([&] { upload(sealing, bytes); });
            // Where the sealing need not wait for the sweep it goes first.
            if (sha256 == orphan.sha256 && !world.asks_under_lock()) again->join();
            return false;
        });
        if (!again) return "the sweep did not ask";
        if (again->joinable()) again->join();
        if (!world.spool().open(orphan.sha256)) return fmt::format("lost in round {}", round);
    }
    return std::nullopt;
}

Broken shows_a_node_what_another_sealed(World& world) {
    if (world.other_spool() == nullptr) return std::nullopt;
    const auto bytes = sample_bytes(300 * kib);
    const auto sealed = upload(world.spool(), bytes);
    const auto file = world.other_spool()->open(sealed.sha256);
    if (!file) return file.error().message;
    return read_all(*file) == bytes ? Broken() : "other bytes came back";
}

}  // namespace

const std::vector<Promise>& promises() {
    static const std::vector<Promise> all{
        {"hands_back_every_size", hands_back_every_size},
        {"hands_back_20_mib", hands_back_20_mib},
        {"refuses_rotten_bytes", refuses_rotten_bytes},
        {"refuses_bytes_that_lost_their_end", refuses_bytes_that_lost_their_end},
        {"mends_rotten_bytes_by_the_same_again", mends_rotten_bytes_by_the_same_again},
        {"leaves_nothing_of_an_abandoned_upload", leaves_nothing_of_an_abandoned_upload},
        {"leaves_nothing_of_what_is_removed", leaves_nothing_of_what_is_removed},
        {"sweeps_what_is_old_and_unwanted", sweeps_what_is_old_and_unwanted},
        {"sweeps_nothing_that_is_wanted", sweeps_nothing_that_is_wanted},
        {"sweeps_nothing_young", sweeps_nothing_young},
        {"makes_young_what_is_sealed_again", makes_young_what_is_sealed_again},
        {"keeps_what_is_sealed_while_it_sweeps", keeps_what_is_sealed_while_it_sweeps},
        {"shows_a_node_what_another_sealed", shows_a_node_what_another_sealed},
    };
    return all;
}

std::string sample_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    // Knuth's generator: no two pieces of 256 KiB are the same, so none can stand for another.
    std::uint64_t state = size + 1;
    for (auto& byte : bytes) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        byte = static_cast<char>(state >> 56U);
    }
    return bytes;
}

Sealed upload(Spool& spool, std::string_view bytes) {
    const auto intake = spool.start(bytes_max).value();
    while (!bytes.empty()) {
        const auto step = bytes.substr(0, step_bytes);
        intake->append(step).value();
        bytes.remove_prefix(step.size());
    }
    return intake->seal().value();
}

std::string read_all(const Descriptor& file) {
    std::string text;
    std::string buffer(64 * kib, '\0');
    for (;;) {
        const auto got = ::read(file.get(), buffer.data(), buffer.size());
        if (got <= 0) return text;
        text.append(buffer, 0, static_cast<std::size_t>(got));
    }
}

}  // namespace rollcall::spool::tests
