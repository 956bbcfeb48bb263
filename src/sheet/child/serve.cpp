#include "sheet/child/child.hpp"

namespace rollcall::sheet::child {

int serve() {
    return 127;
}

}  // namespace rollcall::sheet::child
