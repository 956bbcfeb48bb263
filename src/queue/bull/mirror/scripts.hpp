// The Lua of this folder.
#pragma once

#include "db/redis/script.hpp"

namespace rollcall::queue::bull::mirror::scripts {

const db::redis::Script& draw();
const db::redis::Script& heard();
const db::redis::Script& look();
const db::redis::Script& find();
const db::redis::Script& extend();
const db::redis::Script& pause();
const db::redis::Script& note();
const db::redis::Script& refuse();
const db::redis::Script& late_failures();
const db::redis::Script& bury();

}  // namespace rollcall::queue::bull::mirror::scripts
