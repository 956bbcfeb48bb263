#include "cli/job_summary.hpp"

#include <boost/json.hpp>

namespace rollcall::cli {
namespace {

std::string text_at(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::uint64_t number_at(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_number()) return 0;
    boost::system::error_code not_whole;
    const auto number = value->to_number<std::uint64_t>(not_whole);
    return not_whole ? 0 : number;
}

const boost::json::object* object_at(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_object() ? &value->as_object() : nullptr;
}

}  // namespace

Summary summary_of_status(const boost::json::object& status) {
    Summary summary;
    summary.job_id = text_at(status, "job_id");
    summary.file_name = text_at(status, "file_name");
    summary.sheet_name = text_at(status, "sheet_name");
    summary.status = text_at(status, "status");
    summary.message = text_at(status, "message");
    summary.error_code = text_at(status, "error_code");
    if (!summary.error_code.empty()) summary.message = text_at(status, "error_message");
    summary.duration = std::chrono::milliseconds{number_at(status, "processing_duration_ms")};
    if (const auto* outcomes = object_at(status, "outcomes")) {
        for (std::size_t i = 0; i < load::outcome_names.size(); ++i) {
            summary.tally.outcomes.at(i) = number_at(*outcomes, load::outcome_names.at(i));
        }
    }
    if (const auto* stats = object_at(status, "validation_stats")) {
        summary.tally.valid_ids = number_at(*stats, "valid_ids");
        summary.tally.invalid_ids = number_at(*stats, "invalid_ids");
        summary.tally.unique_records = number_at(*stats, "unique_records");
        summary.tally.existing_members = number_at(*stats, "existing_members");
        summary.tally.new_members = number_at(*stats, "new_members");
        summary.tally.warnings = number_at(*stats, "warnings");
    }
    const auto* warnings = status.if_contains("warnings");
    if (warnings != nullptr && warnings->is_array()) {
        for (const auto& warning : warnings->as_array()) {
            if (warning.is_string()) summary.warnings.emplace_back(warning.as_string());
        }
    }
    if (!text_at(status, "report_filename").empty()) {
        summary.report = "rollcall report " + summary.job_id;
    }
    return summary;
}

}  // namespace rollcall::cli
