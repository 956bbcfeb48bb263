#include "queue/bull/mirror/order.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "queue/job.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

namespace json = boost::json;

constexpr std::size_t payload_bytes_max = std::size_t{64} * 1024;
constexpr std::size_t text_bytes_max = 1'024;
constexpr std::size_t file_name_bytes_max = 255;
constexpr double number_max = 9.0e15;

struct Role {
    std::string_view spelled;
    std::string_view name;
    int priority;
};
constexpr std::array roles{
    Role{"super_admin", "super_admin", 1},
    Role{"national_admin", "national_admin", 3},
    Role{"province_admin", "province_admin", 5},
    Role{"provincial_admin", "province_admin", 5},
    Role{"municipality_admin", "municipality_admin", 10},
    Role{"municipal_admin", "municipality_admin", 10}};

std::unexpected<Error> bad(std::string_view field, std::string_view must) {
    return refuse(
        Errc::validation_error, std::string(field) + " of the job must be " + std::string(must)
    );
}

std::string field_of(const Fields& hash, const std::string& name) {
    const auto found = hash.find(name);
    return found == hash.end() ? std::string() : found->second;
}

Result<json::object> object_in(const Fields& hash, const std::string& name) {
    const auto text = field_of(hash, name);
    if (text.empty()) return json::object();
    if (text.size() > payload_bytes_max) return bad(name, "of 64 KiB at most");
    std::error_code failed;
    auto value = json::parse(text, failed);
    if (failed || !value.is_object()) return bad(name, "a JSON object");
    return std::move(value.get_object());
}

// A text of the payload; empty: it has none.
Result<std::string>
text_in(const json::object& data, std::string_view name, std::size_t bytes_max = text_bytes_max) {
    const auto* value = data.if_contains(name);
    if (value == nullptr || value->is_null()) return std::string();
    // Ids of people are numbers in many a database.
    if (value->is_int64()) return std::to_string(value->get_int64());
    if (!value->is_string()) return bad(name, "a text");
    std::string text(value->get_string());
    if (text.size() > bytes_max || replace_bad_utf8(text) != text ||
        text.find('\0') != std::string::npos) {
        return bad(name, "a text of " + std::to_string(bytes_max) + " bytes at most");
    }
    return text;
}

// A number that is none, or out of all bounds, counts as 0: Bull's own workers read them so.
double number_in(const json::object& options, std::string_view name) {
    const auto* value = options.if_contains(name);
    if (value == nullptr || !value->is_number()) return 0;
    const auto number = value->to_number<double>();
    return std::isfinite(number) && number > 0 && number < number_max ? number : 0;
}

std::int64_t whole_in(const Fields& hash, const std::string& name) {
    const auto text = field_of(hash, name);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::max<std::int64_t>(number, 0);
}

Result<void> read_owner(Order& order, const json::object& data) {
    struct Part {
        std::string_view name;
        std::string& text;
    };
    std::string role;
    for (const auto& part : {
             Part{"userId", order.owner.user_id},
             Part{"userEmail", order.owner.email},
             Part{"userRole", role},
             Part{"provinceCode", order.owner.province_code},
             Part{"municipalityCode", order.owner.municipality_code},
         }) {
        auto text = text_in(data, part.name);
        if (!text) return std::unexpected(text.error());
        part.text = *std::move(text);
    }
    const auto* known = std::ranges::find(roles, fold_case(role), &Role::spelled);
    if (known == roles.end()) return bad("userRole", "one of the four administrators' roles");
    order.owner.role = known->name;
    order.priority = known->priority;
    if (order.owner.user_id.empty()) return bad("userId", "the uploader's id");
    if (order.owner.role == "province_admin" && order.owner.province_code.empty()) {
        return bad("provinceCode", "the province of a province_admin");
    }
    if (order.owner.role == "municipality_admin" && order.owner.municipality_code.empty()) {
        return bad("municipalityCode", "the municipality of a municipality_admin");
    }
    return {};
}

Result<void> read_file(Order& order, const json::object& data) {
    auto name = text_in(data, "fileName", file_name_bytes_max);
    auto id = text_in(data, "fileId");
    auto path = text_in(data, "filePath", std::size_t{4} * 1024);
    for (const auto* text : {&name, &id, &path}) {
        if (!*text) return std::unexpected(text->error());
    }
    order.file_id = *std::move(id);
    order.file_path = *std::move(path);
    if (order.file_id.empty() && order.file_path.empty()) {
        return bad("fileId", "a stored file's id, unless there is a filePath");
    }
    order.file_name = *std::move(name);
    if (order.file_name.empty() || order.file_name.find('/') != std::string::npos) {
        return bad("fileName", "the file's name without a path");
    }
    return {};
}

Result<void> read_force(Order& order, const json::object& data) {
    const auto* value = data.if_contains("force");
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_bool()) return bad("force", "true or false");
    order.force = value->get_bool();
    return {};
}

// Bull's own are a number of ms, `fixed` and `exponential`; a strategy that is known to its
// producer alone counts as the latter.
std::optional<Backoff> backoff_in(const json::object& options) {
    const auto* value = options.if_contains("backoff");
    if (value == nullptr) return std::nullopt;
    const auto* object = value->if_object();
    const auto* delay = object == nullptr ? value : object->if_contains("delay");
    if (delay == nullptr || !delay->is_number()) return std::nullopt;
    const auto* type = object == nullptr ? nullptr : object->if_contains("type");
    const auto ms = object == nullptr ? number_in(options, "backoff") : number_in(*object, "delay");
    return Backoff{
        .delay = std::chrono::milliseconds(static_cast<std::int64_t>(std::round(ms))),
        .grows = object != nullptr && !(type != nullptr && *type == "fixed")};
}

void read_options(Order& order, const Fields& hash, const json::object& options) {
    constexpr double attempts_max = 100;
    if (const auto priority = number_in(options, "priority"); priority >= 1) {
        order.priority = static_cast<int>(std::min(priority, 1'000'000.0));
    }
    const auto attempts = std::clamp(number_in(options, "attempts"), 1.0, attempts_max);
    const auto made = static_cast<double>(whole_in(hash, "attemptsMade"));
    order.attempts = static_cast<std::uint32_t>(std::max(attempts - made, 1.0));
    order.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(number_in(options, "timeout"))
        ));
    order.backoff = backoff_in(options);
    order.added = Instant{Milliseconds{whole_in(hash, "timestamp")}};
    const auto delay = whole_in(hash, "delay");
    if (delay > 0) order.run_at = order.added + Milliseconds{delay};
}

}  // namespace

Result<Order> read_order(const Fields& hash) {
    const auto data = object_in(hash, "data");
    if (!data) return std::unexpected(data.error());
    const auto options = object_in(hash, "opts");
    if (!options) return std::unexpected(options.error());
    Order order;
    if (const auto owner = read_owner(order, *data); !owner) {
        return std::unexpected(owner.error());
    }
    if (const auto file = read_file(order, *data); !file) return std::unexpected(file.error());
    if (const auto force = read_force(order, *data); !force) return std::unexpected(force.error());
    read_options(order, hash, *options);
    if (const auto id = text_in(*data, "jobId"); id) {
        if (const auto parsed = JobId::parse(*id)) order.job_id = *parsed;
    }
    return order;
}

}  // namespace rollcall::queue::bull::mirror
