#include "http/handlers/upload_options.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/hash.hpp"
#include "http/wire/parameters.hpp"

namespace rollcall::http::handlers {
namespace {

// As long as files are kept by default: a later start would find nothing.
constexpr std::chrono::milliseconds delay_max = std::chrono::days(90);

std::optional<std::string_view> field(const Fields& fields, std::string_view name) {
    const auto found = fields.find(name);
    if (found == fields.end()) return std::nullopt;
    return found->second;
}

auto invalid(std::string message) {
    return refuse(Errc::validation_error, std::move(message));
}

Result<Mode> read_mode(const Fields& fields) {
    const auto text = field(fields, "mode");
    if (!text || text->empty()) return Mode::upsert;
    const auto mode = parse_mode(*text);
    if (!mode) return invalid("mode must be upsert, insert or update.");
    return *mode;
}

Result<std::optional<Instant>> read_start(const Fields& fields, Instant now) {
    const auto delay = field(fields, "delay_ms");
    const auto run_at = field(fields, "run_at");
    if (delay && run_at) return invalid("Give delay_ms or run_at, not both.");
    if (delay) {
        const auto most = static_cast<std::uint64_t>(delay_max.count());
        const auto wait = wire::read_number(delay, {.name = "delay_ms", .most = most});
        if (!wait) return std::unexpected(wait.error());
        if (*wait == 0) return std::nullopt;
        return now + Milliseconds(*wait);
    }
    if (!run_at) return std::nullopt;
    const auto at = wire::parse_time(*run_at);
    if (!at) return invalid("run_at must be a time with its zone, such as 2026-03-09T10:11:12Z.");
    if (*at > now + delay_max) return invalid("run_at must lie within the next 90 days.");
    if (*at <= now) return std::nullopt;
    return *at;
}

}  // namespace

Result<UploadOptions> read_options(const Fields& fields, Instant now) {
    const auto mode = read_mode(fields);
    if (!mode) return std::unexpected(mode.error());
    const auto dry_run = wire::read_yes_or_no(field(fields, "dry_run"), "dry_run");
    if (!dry_run) return std::unexpected(dry_run.error());
    const auto force = wire::read_yes_or_no(field(fields, "force"), "force");
    if (!force) return std::unexpected(force.error());
    const auto start = read_start(fields, now);
    if (!start) return std::unexpected(start.error());
    return UploadOptions{.mode = *mode, .dry_run = *dry_run, .force = *force, .run_at = *start};
}

std::string fingerprint_of(const std::string& sha256, const Fields& fields) {
    constexpr std::array<std::string_view, 5> known{
        "mode", "dry_run", "force", "delay_ms", "run_at"};
    Sha256 sum;
    sum.update(sha256);
    for (const auto name : known) {
        sum.update("\n");
        sum.update(field(fields, name).value_or(""));
    }
    return sum.finish_hex();
}

}  // namespace rollcall::http::handlers
