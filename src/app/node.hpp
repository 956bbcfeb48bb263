// The name of this process among those that share its stores.
#pragma once

#include <string>

namespace rollcall::app {

// "host:pid:random", the same as long as the process lives. A pid alone comes again, in a container
// even at every start.
const std::string& node_name();

}  // namespace rollcall::app
