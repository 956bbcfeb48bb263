#include "queue/bull/mirror/verdict.hpp"

#include "queue/job.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// What Redis shows is what we drew last.
bool stands(const Sight& sight) {
    return sight.place == sight.drawn;
}

bool knows_it(const Sight& sight) {
    return sight.told == Told::same;
}

// As it should be, or not told yet.
Verdict in_place(const Sight& sight) {
    return knows_it(sight) ? Verdict::nothing : Verdict::draw;
}

// What we run ends as we say; and a failure may be our own, of before the job was tried again.
bool is_bulls_end(const Standing& standing, const Sight& sight) {
    if (sight.heard == End::unheard) return false;
    if (standing.elsewhere) return true;
    if (standing.state == JobState::active) return false;
    return sight.heard == End::completed || !standing.tried;
}

// A Bull worker's job may leave nothing behind when it ends.
Verdict of_missing(const Standing& standing, const Sight& sight) {
    if (is_final(standing.state)) return Verdict::nothing;
    if (is_bulls_end(standing, sight)) {
        return sight.heard == End::completed ? Verdict::completed : Verdict::failed;
    }
    if (standing.elsewhere) return sight.remembered ? Verdict::lost : Verdict::take_back;
    return sight.remembered ? Verdict::cancel : Verdict::draw;
}

Verdict of_elsewhere(const Standing& standing, const Sight& sight) {
    switch (sight.place) {
        case Place::active:
            if (sight.hands != Hands::bulls) return Verdict::nothing;
            return standing.unwanted ? Verdict::end : Verdict::keep;
        case Place::completed: return Verdict::completed;
        case Place::failed: return Verdict::failed;
        case Place::delayed: return Verdict::put_off;
        case Place::waiting:
        case Place::nowhere:
        case Place::missing: break;
    }
    return Verdict::take_back;
}

// Of a job that waits or is delayed, in another place than that.
Verdict of_moved(const Sight& sight) {
    switch (sight.place) {
        case Place::active: return sight.hands == Hands::ours ? Verdict::draw : Verdict::hand_over;
        case Place::completed: return stands(sight) ? Verdict::draw : Verdict::completed;
        case Place::failed: return stands(sight) ? Verdict::draw : Verdict::failed;
        case Place::delayed:
            // As its producer left it, unless somebody failed at it since.
            if (sight.told == Told::never && !sight.failed_there) return Verdict::draw;
            return stands(sight) ? Verdict::draw : Verdict::put_off;
        case Place::waiting:
        case Place::nowhere:
        case Place::missing: break;
    }
    return Verdict::draw;
}

// Of what Bull had as delayed before we drew it: nobody else takes it from there.
bool was_taken_in_so(const Standing& standing, const Sight& sight) {
    return sight.told == Told::never && !standing.tried;
}

Verdict of_delayed(const Standing& standing, const Sight& sight) {
    if (sight.place == Place::delayed) return in_place(sight);
    const bool was_delayed =
        was_taken_in_so(standing, sight) || (!stands(sight) && knows_it(sight));
    if (sight.place == Place::waiting && was_delayed) return Verdict::promote;
    return of_moved(sight);
}

Verdict of_active(const Sight& sight) {
    if (sight.place != Place::active) return Verdict::draw;
    // Two run it: the fence sees to it that one has an effect, and its end is what is drawn.
    if (sight.hands == Hands::bulls) return Verdict::nothing;
    return sight.hands == Hands::ours ? in_place(sight) : Verdict::draw;
}

Verdict of_failed(const Sight& sight) {
    if (sight.place == Place::failed) return in_place(sight);
    const bool by_somebody = !stands(sight) && knows_it(sight) && sight.place != Place::nowhere;
    return by_somebody ? Verdict::retry : Verdict::draw;
}

}  // namespace

Verdict judge(const Standing& standing, const Sight& sight) {
    if (sight.place == Place::missing) return of_missing(standing, sight);
    // SQL went back, to an older backup or standby: it decides all the same.
    if (sight.told == Told::newer) return Verdict::draw;
    if (standing.elsewhere && standing.state == JobState::active) {
        return of_elsewhere(standing, sight);
    }
    switch (standing.state) {
        case JobState::waiting:
        case JobState::paused:
            return sight.place == Place::waiting ? in_place(sight) : of_moved(sight);
        case JobState::delayed: return of_delayed(standing, sight);
        case JobState::active: return of_active(sight);
        case JobState::failed: return of_failed(sight);
        case JobState::completed:
        case JobState::cancelled: break;
    }
    return stands(sight) ? in_place(sight) : Verdict::draw;
}

Welcome welcome(const Stranger& stranger) {
    switch (stranger.place) {
        case Place::missing: return Welcome::ghost;
        case Place::waiting:
        case Place::delayed: return stranger.ours ? Welcome::orphan : Welcome::take_in;
        case Place::active:
        case Place::completed:
        case Place::failed:
        case Place::nowhere: break;
    }
    return Welcome::none;
}

}  // namespace rollcall::queue::bull::mirror
