#include "cli/watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/error_code.hpp>

#include "base/result.hpp"
#include "cli/client.hpp"
#include "cli/event_text.hpp"
#include "cli/job_summary.hpp"
#include "cli/progress_line.hpp"
#include "cli/summary.hpp"
#include "cli/upload_command.hpp"

namespace rollcall::cli {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds poll{200};
constexpr std::chrono::milliseconds patience_min{250};
constexpr std::chrono::milliseconds patience_max{5'000};
constexpr long status_refused = 300;
constexpr long status_unavailable = 503;

bool has_ended(std::string_view status) {
    return status == "completed" || status == "failed" || status == "cancelled";
}

std::uint64_t number_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_number() ? value->to_number<std::uint64_t>() : 0;
}
std::string text_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

class Watch {
public:
    Watch(Client& client, const Following& following) : client_(client), following_(following) {}

    Result<Summary> run() {
        for (;;) {
            if (!polls_) stream();
            // However the stream ended, the status tells where the job is.
            auto status = ask();
            if (is_stopped_) return refuse(Errc::cancelled, goes_on());
            if (!status && !is_lost(status.error())) return std::unexpected(status.error());
            if (status && has_ended(text_at(*status, "status"))) return summary_of_status(*status);
            rest();
        }
    }

private:
    void stream() {
        EventText text;
        const auto answered = client_.follow(
            "/events/" + following_.job,
            {.take =
                 [&](std::string_view bytes) {
                     for (const auto& event : text.feed(bytes))
                         take(event);
                 },
             .stop_asked = [this] { return is_stop_asked({}); }}
        );
        // A server without the route, or one that is stopping: only the latter is asked again.
        if (answered && *answered >= status_refused) polls_ = *answered != status_unavailable;
    }

    Result<json::object> ask() {
        if (is_stopped_) return refuse(Errc::cancelled, "");
        auto status = client_.get("/status/" + following_.job);
        if (!status) return status;
        is_reached_ = true;
        if (const auto seq = number_at(*status, "seq"); seq > seq_) {
            seq_ = seq;
            tell("snapshot", *status);
        }
        return status;
    }

    void take(const ServerEvent& event) {
        boost::system::error_code wrong;
        const auto data = json::parse(event.data, wrong);
        if (wrong || !data.is_object()) return;
        is_reached_ = true;
        patience_ = patience_min;
        const auto seq = number_at(data.get_object(), "seq");
        // The end of a job may come under the seq of the snapshot before it.
        if (event.name == "snapshot" && seq <= seq_) return;
        seq_ = std::max(seq_, seq);
        tell(event.name, data.get_object());
    }

    void tell(std::string_view name, const json::object& data) {
        if (following_.hear) return following_.hear(name, data);
        if (!data.contains("progress")) return;
        line_.show(
            static_cast<std::uint32_t>(number_at(data, "progress")),
            text_at(data, "stage"),
            number_at(data, "rows_done")
        );
    }

    std::string goes_on() const {
        return "stopped watching; " + following_.job + " goes on (`rollcall watch` shows it)";
    }
    // A server that was there comes back.
    bool is_lost(const Error& error) const {
        return is_reached_ && error.code == Errc::unavailable;
    }
    void rest() {
        is_stop_asked(polls_ ? poll : patience_);
        patience_ = std::min(patience_ * 2, patience_max);
    }
    bool is_stop_asked(std::chrono::milliseconds within) {
        is_stopped_ = is_stopped_ || following_.stop_within(within);
        return is_stopped_;
    }

    Client& client_;
    const Following& following_;
    ProgressLine line_;
    std::chrono::milliseconds patience_ = patience_min;
    std::uint64_t seq_ = 0;
    bool is_reached_ = false;
    bool is_stopped_ = false;
    bool polls_ = false;
};

}  // namespace

Result<Summary> follow_to_end(Client& client, const Following& following) {
    return Watch(client, following).run();
}

int watch_job(Client& client, const WatchOptions& options, const StopWithin& stop_within) {
    Following following{.job = options.job, .stop_within = stop_within, .hear = {}};
    if (options.json) {
        following.hear = [](std::string_view name, const json::object& data) {
            const json::object line{{"event", name}, {"data", data}};
            std::cout << json::serialize(line) << std::endl;
        };
    }
    const auto summary = follow_to_end(client, following);
    if (!summary) return tell(summary.error());
    if (!options.json) print_summary(std::cout, *summary);
    return exit_code_of(*summary, options.strict);
}

}  // namespace rollcall::cli
