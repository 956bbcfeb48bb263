// How many uploads somebody has under way.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/guarded.hpp"

namespace rollcall::http {

// Safe from any thread.
class UploadSlots {
public:
    explicit UploadSlots(std::uint32_t each) : each_(each) {}

    // A place, free again once its last copy is gone, before the slots are; null when all are
    // taken.
    std::shared_ptr<const void> take(const std::string& key);

private:
    void give_back(const std::string& key);

    std::uint32_t each_;
    Guarded<std::unordered_map<std::string, std::uint32_t>> taken_;
};

}  // namespace rollcall::http
