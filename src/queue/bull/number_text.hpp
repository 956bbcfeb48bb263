// Numbers as text for Bull.
#pragma once

#include <string>

namespace rollcall::queue::bull {

// As JavaScript writes it: no digit more than needed, and no fraction of a whole number.
std::string number_text(double number);

}  // namespace rollcall::queue::bull
