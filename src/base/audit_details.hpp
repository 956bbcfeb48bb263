// What an entry of an audit says beside who did what.
#pragma once

#include <string>
#include <string_view>

namespace rollcall {

// The details and behind them "email <address>", where that is not what the actor is named by.
std::string with_email(std::string_view details, std::string_view actor, std::string_view email);

}  // namespace rollcall
