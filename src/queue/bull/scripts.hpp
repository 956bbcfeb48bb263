// The scripts of the verbs.
#pragma once

#include "db/redis/script.hpp"

namespace rollcall::queue::bull {

// One a verb; what it wants and answers stands at its beginning (lua/).
struct Scripts {
    db::redis::Script add;
    db::redis::Script fetch;
    db::redis::Script start;
    db::redis::Script finish;
    db::redis::Script fail;
    db::redis::Script delay;
    db::redis::Script extend;
    db::redis::Script progress;
    db::redis::Script update;
    db::redis::Script log;
    db::redis::Script sweep;
    db::redis::Script recover;
    db::redis::Script settle;
    db::redis::Script promote;
    db::redis::Script retry;
    db::redis::Script retry_many;
    db::redis::Script remove;
    db::redis::Script clean;
    db::redis::Script empty;
    db::redis::Script obliterate;
    db::redis::Script pause;
    db::redis::Script resume;
    db::redis::Script repeat_next;
    db::redis::Script repeat_end;
    db::redis::Script state;
    db::redis::Script list;
};

const Scripts& scripts();

}  // namespace rollcall::queue::bull
