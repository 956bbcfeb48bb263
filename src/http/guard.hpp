// What every answer tells browsers about itself.
#pragma once

#include "http/message.hpp"

namespace rollcall::http {

// Adds the headers that keep browsers from guessing what an answer is, embedding it, telling others
// where they come from and, where the client is `secure`, from going back to plain HTTP. Needs:
// none of them is there yet.
void add_guard_headers(Response& response, bool secure);

}  // namespace rollcall::http
