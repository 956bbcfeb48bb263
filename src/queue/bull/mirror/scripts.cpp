#include "queue/bull/mirror/scripts.hpp"

#include "db/redis/script.hpp"
#include "queue/bull/lua/shared/statements.hpp"
#include "queue/bull/mirror/statements.hpp"

namespace rollcall::queue::bull::mirror::scripts {

using db::redis::Script;
namespace lua = statements;
namespace verbs = bull::lua::shared::statements;

const Script& draw() {
    static const Script script(
        "draw",
        {verbs::keys,
         verbs::places,
         verbs::settle,
         verbs::push,
         verbs::ended,
         lua::places,
         lua::draw}
    );
    return script;
}

const Script& heard() {
    static const Script script("heard", {lua::places, lua::heard});
    return script;
}

const Script& look() {
    static const Script script("look", {lua::places, lua::look});
    return script;
}

const Script& find() {
    static const Script script("find", {lua::places, lua::find});
    return script;
}

const Script& extend() {
    static const Script script("extend", {lua::places, lua::extend});
    return script;
}

const Script& pause() {
    static const Script script("pause", {lua::places, lua::pause});
    return script;
}

const Script& note() {
    static const Script script("note", {lua::places, lua::note});
    return script;
}

const Script& refuse() {
    static const Script script("refuse", {verbs::keys, verbs::ended, lua::places, lua::refuse});
    return script;
}

const Script& late_failures() {
    static const Script script("late_failures", {lua::places, lua::late_failures});
    return script;
}

const Script& bury() {
    static const Script script("bury", {lua::bury});
    return script;
}

}  // namespace rollcall::queue::bull::mirror::scripts
