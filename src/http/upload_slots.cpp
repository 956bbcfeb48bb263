#include "http/upload_slots.hpp"

#include <memory>
#include <string>

namespace rollcall::http {

std::shared_ptr<const void> UploadSlots::take(const std::string& key) {
    const bool free = taken_.with([&](auto& taken) {
        auto& count = taken[key];
        if (count >= each_) return false;
        ++count;
        return true;
    });
    if (!free) return nullptr;
    return {this, [key](UploadSlots* slots) { slots->give_back(key); }};
}

void UploadSlots::give_back(const std::string& key) {
    taken_.with([&](auto& taken) {
        const auto found = taken.find(key);
        if (--found->second == 0) taken.erase(found);
    });
}

}  // namespace rollcall::http
