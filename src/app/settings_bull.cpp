#include "app/settings_bull.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_values.hpp"
#include "base/result.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::app {
namespace {

using S = Settings;

template <auto member>
Result<void> set_key_part(Settings& settings, std::string_view text) {
    if (const auto keys = queue::bull::Keys::make(text, text); !keys) {
        return wrong("a name without any of *?[]@");
    }
    settings.*member = std::string(text);
    return {};
}

Result<void> set_foreign_jobs(Settings& settings, std::string_view text) {
    if (text != "on" && text != "off") return wrong("on or off");
    settings.redis_foreign_jobs = text == "on";
    return {};
}

constexpr std::array table{
    Setting{
        "QUEUE_NAME",
        "name of the queue for Bull",
        false,
        set_key_part<&S::queue_name>,
        show_text<&S::queue_name>},
    Setting{
        "QUEUE_PREFIX",
        "prefix of its keys; {bull} for a cluster",
        false,
        set_key_part<&S::queue_prefix>,
        show_text<&S::queue_prefix>},
    Setting{
        "REDIS_FOREIGN_JOBS",
        "on: jobs that Bull producers add run here; off: they are left alone",
        false,
        set_foreign_jobs,
        [](const S& s) { return std::string(s.redis_foreign_jobs ? "on" : "off"); }},
    Setting{
        "REDIS_FILES_DIR",
        "folder of files that such jobs may name by filePath; empty: none",
        false,
        set_text<&S::redis_files_dir>,
        show_text<&S::redis_files_dir>},
};

}  // namespace

std::span<const Setting> bull_settings_table() {
    return table;
}

queue::bull::Keys bull_keys_of(const Settings& settings) {
    return queue::bull::Keys::make(settings.queue_prefix, settings.queue_name).value();
}

}  // namespace rollcall::app
