#include "queue/bull/mirror/canvas.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "db/redis/session.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/bull/mirror/scripts.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;
using db::redis::Script;

constexpr std::array<std::string_view, 4> how_names{"tell", "take", "mark", "force"};
// In the order of Drawn, as draw.lua answers.
constexpr std::array<std::string_view, 11> drawn_names{
    "drawn",
    "same",
    "newer",
    "bull",
    "completed",
    "failed",
    "moved",
    "gone",
    "removed",
    "another",
    "paused"};

std::string_view name_of(How how) {
    return how_names.at(static_cast<std::size_t>(how));
}

void add_fields(Command& call, const Picture::Fields& fields) {
    call.add(2 * fields.size());
    for (const auto& [name, value] : fields)
        call.add(name).add(value);
}

}  // namespace

Canvas::Canvas(db::redis::Pool& pool, Keys keys, Settings settings)
    : pool_(pool), keys_(std::move(keys)), settings_(settings) {}

Command Canvas::call_of(const Picture& picture) const {
    auto call = scripts::draw().call({keys_.base()});
    call.add(picture.bull_id)
        .add(picture.seq)
        .add(picture.state)
        .add(name_of(picture.how))
        .add(picture.told)
        .add(picture.token)
        .add(settings_.lock.count())
        .add(picture.priority)
        .add(picture.time.time_since_epoch().count())
        .add(settings_.keep)
        .add(settings_.metrics_minutes)
        .add(picture.event)
        .add(picture.tried ? 1 : 0)
        .add(picture.seen_at);
    add_fields(call, picture.born);
    add_fields(call, picture.fields);
    for (const auto name : picture.dropped)
        call.add(name);
    return call;
}

void Canvas::reach() {
    pool_.with([](Connection& connection) { connection.call({"PING"}); });
}

std::vector<Drawn> Canvas::draw(std::span<const Picture> pictures) {
    std::vector<Command> calls;
    calls.reserve(pictures.size());
    for (const auto& picture : pictures)
        calls.push_back(call_of(picture));
    const auto replies = pool_.with([&](Connection& connection) {
        return connection.run_all(scripts::draw(), calls);
    });
    std::vector<Drawn> drawn;
    drawn.reserve(replies.size());
    for (std::size_t i = 0; i < replies.size(); ++i)
        drawn.push_back(drawn_of(replies.at(i), pictures[i].bull_id));
    return drawn;
}

Drawn Canvas::drawn_of(const Reply& reply, const std::string& bull_id) {
    db::redis::throw_if_it_may_pass(reply);
    for (std::size_t i = 0; i < drawn_names.size(); ++i) {
        if (drawn_names.at(i) == reply.text) return static_cast<Drawn>(i);
    }
    // Each look at everything tries again: that is not to fill the log.
    if (const auto count = ++broken_; std::has_single_bit(count)) {
        log::warning(
            "bull",
            fmt::format(
                "{} pictures of jobs could not be drawn, the last of {}: {}: `rollcall doctor` "
                "tells",
                count,
                bull_id,
                db::redis::safe_words(reply.text)
            )
        );
    }
    return Drawn::broken;
}

void Canvas::pause(bool paused, How how) {
    auto call = scripts::pause().call({keys_.base()});
    call.add(paused ? 1 : 0).add(name_of(how));
    pool_.with([&](Connection& connection) { connection.run(scripts::pause(), call); });
}

void Canvas::agree_on_pause(bool paused) {
    pool_.with([&](Connection& connection) {
        connection.call({"SET", keys_.of("rollcall:paused"), paused ? "1" : "0"});
    });
}

std::vector<bool> Canvas::extend(std::span<const Hold> holds) {
    auto call = scripts::extend().call({keys_.base()});
    call.add(settings_.lock.count());
    for (const auto& hold : holds)
        call.add(hold.bull_id).add(hold.token);
    const auto reply =
        pool_.with([&](Connection& connection) { return connection.run(scripts::extend(), call); });
    std::vector<bool> held;
    held.reserve(reply.items.size());
    for (const auto& one : reply.items)
        held.push_back(one.integer == 1);
    return held;
}

void Canvas::note(std::span<const Line> lines) {
    auto call = scripts::note().call({keys_.base()});
    call.add(settings_.log_lines);
    for (const auto& line : lines)
        call.add(line.bull_id).add(line.text);
    const auto broken =
        pool_.with([&](Connection& connection) { return connection.run(scripts::note(), call); });
    if (broken.integer == 0) return;
    log::warning(
        "bull",
        fmt::format(
            "{} lines have no log in Redis, for its key is something else: `rollcall doctor` tells",
            broken.integer
        )
    );
}

void Canvas::heard(const std::string& bull_id, std::uint64_t seq, std::string_view place) {
    auto call = scripts::heard().call({keys_.base()});
    call.add(bull_id).add(seq).add(place);
    pool_.with([&](Connection& connection) { connection.run(scripts::heard(), call); });
}

void Canvas::refuse(const std::string& bull_id, const std::string& why, Instant now) {
    const auto event =
        boost::json::serialize(boost::json::object{{"jobId", bull_id}, {"val", why}});
    auto call = scripts::refuse().call({keys_.base()});
    call.add(bull_id).add(now.time_since_epoch().count()).add(why).add(event);
    call.add(settings_.keep).add(settings_.metrics_minutes);
    pool_.with([&](Connection& connection) { connection.run(scripts::refuse(), call); });
}

}  // namespace rollcall::queue::bull::mirror
