// What `rollcall doctor` found out about one thing.
#pragma once

#include <string>

namespace rollcall::app {

struct Diagnosis {
    std::string subject;
    bool well = true;
    std::string text;  // what is so, or what to mend
};

}  // namespace rollcall::app
