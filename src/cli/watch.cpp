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
constexpr long status_not_found = 404;
constexpr long status_not_allowed = 405;
constexpr long status_not_implemented = 501;

bool has_ended(std::string_view status) {
    return status == "completed" || status == "failed" || status == "cancelled";
}

bool is_without_streams(long status) {
    return status == status_not_found || status == status_not_allowed ||
           status == status_not_implemented;
}

// What a server, or who speaks for it, refuses now and may grant soon.
bool may_pass(Errc code) {
    return code == Errc::unavailable || code == Errc::rate_limit_exceeded ||
           code == Errc::internal_error;
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
            const auto status = ask();
            if (client_.stop_asked()) return refuse(Errc::cancelled, goes_on());
            if (!status && !is_lost(status.error())) return std::unexpected(status.error());
            if (status && has_ended(text_at(*status, "status"))) return summary_of_status(*status);
            rest(status && polls_ ? poll : patience_);
        }
    }

private:
    void stream() {
        EventText text;
        const auto answered =
            client_.follow("/events/" + following_.job, [&](std::string_view bytes) {
                for (const auto& event : text.feed(bytes))
                    take(event);
            });
        polls_ = answered && is_without_streams(*answered);
    }

    Result<json::object> ask() {
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
    bool is_lost(const Error& error) const { return is_reached_ && may_pass(error.code); }
    void rest(std::chrono::milliseconds time) {
        client_.stop_asked(time);
        patience_ = std::min(patience_ * 2, patience_max);
    }

    Client& client_;
    const Following& following_;
    ProgressLine line_;
    std::chrono::milliseconds patience_ = patience_min;
    std::uint64_t seq_ = 0;
    bool is_reached_ = false;
    bool polls_ = false;
};

}  // namespace

Result<Summary> follow_to_end(Client& client, const Following& following) {
    return Watch(client, following).run();
}

int watch_job(Client& client, const WatchOptions& options) {
    Following following{.job = options.job, .hear = {}};
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
