// The names of a Bull queue's keys.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::queue::bull {

// Names and meanings as Bull 4 has them: docs/formats/bull.md.
class Keys {
public:
    // `<prefix>:<queue>:`; a prefix with a hash tag ("{bull}") keeps all keys on one node of a
    // cluster. Refuses with validation_error what Bull's own subscriptions cannot read (`*?[]@`).
    static Result<Keys> make(std::string_view prefix, std::string_view queue);

    const std::string& base() const { return base_; }
    std::string of(std::string_view suffix) const { return base_ + std::string(suffix); }
    // How Bull's workers name their connections, so that dashboards count them.
    const std::string& worker_name() const { return worker_name_; }

private:
    Keys(std::string base, std::string worker_name);

    std::string base_;
    std::string worker_name_;
};

}  // namespace rollcall::queue::bull
