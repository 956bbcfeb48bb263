#include "app/node.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <unistd.h>

#include "base/ids.hpp"

namespace rollcall::app {
namespace {

std::string host_name() {
    std::array<char, 65> text{};
    if (::gethostname(text.data(), text.size() - 1) != 0) return "host";
    std::string name(text.data());
    // It stands in messages between blanks.
    std::ranges::replace_if(
        name, [](char c) { return c <= ' ' || c > '~'; }, '-'
    );
    return name.empty() ? "host" : name;
}

}  // namespace

const std::string& node_name() {
    static const std::string name =
        host_name() + ":" + std::to_string(::getpid()) + ":" + random_hex(4);
    return name;
}

}  // namespace rollcall::app
