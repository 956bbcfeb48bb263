#include "queue/bull/scripts.hpp"

#include "queue/bull/lua/shared/statements.hpp"
#include "queue/bull/lua/statements.hpp"

namespace rollcall::queue::bull {

const Scripts& scripts() {
    using namespace lua::shared::statements;
    namespace verbs = lua::statements;
    static const Scripts all{
        .add{"add", {keys, places, settle, push, delay, adding, verbs::add}},
        .fetch{"fetch", {keys, delay, start, verbs::fetch}},
        .start{"start", {keys, delay, start, verbs::start}},
        .finish{"finish", {keys, delay, start, lock, ended, verbs::finish}},
        .fail{"fail", {keys, places, settle, push, delay, lock, verbs::fail}},
        .delay{"delay", {keys, delay, lock, verbs::delay}},
        .extend{"extend", {keys, verbs::extend}},
        .progress{"progress", {keys, verbs::progress}},
        .update{"update", {keys, verbs::update}},
        .log{"log", {keys, verbs::log}},
        .sweep{"sweep", {keys, places, settle, push, delay, verbs::sweep}},
        .recover{"recover", {keys, places, settle, push, ended, verbs::recover}},
        .settle{"settle", {keys, places, settle, verbs::settle}},
        .promote{"promote", {keys, places, settle, push, verbs::promote}},
        .retry{"retry", {keys, places, settle, push, verbs::retry}},
        .retry_many{"retry_many", {keys, places, settle, push, verbs::retry_many}},
        .remove{"remove", {keys, forget, verbs::remove}},
        .clean{"clean", {keys, verbs::clean}},
        .empty{"empty", {keys, verbs::empty}},
        .obliterate{"obliterate", {keys, verbs::obliterate}},
        .pause{"pause", {keys, verbs::pause}},
        .resume{"resume", {keys, verbs::resume}},
        .repeat_next{
            "repeat_next", {keys, places, settle, push, delay, adding, verbs::repeat_next}},
        .repeat_end{"repeat_end", {keys, forget, verbs::repeat_end}},
        .state{"state", {keys, verbs::state}},
        .list{"list", {keys, verbs::list}},
    };
    return all;
}

}  // namespace rollcall::queue::bull
