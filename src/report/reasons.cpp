#include "report/reasons.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "check/field.hpp"
#include "check/finding.hpp"
#include "check/schema.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"

namespace rollcall::report {
namespace {

// Fields that no column of a file holds as such have a name of their own.
std::string_view header_of(check::Field field) {
    switch (field) {
        case check::Field::date_of_birth: return "Date of Birth";
        case check::Field::province_code: return "Province";
        case check::Field::municipality_code: return "Municipality";
        case check::Field::extra: return "Other Columns";
        default: break;
    }
    const auto found = std::ranges::find(check::columns(), field, &check::Column::field);
    return found == check::columns().end() ? check::name_of(field) : found->header;
}

}  // namespace

std::string sentence(const check::Finding& finding, const load::FileFacts& facts) {
    const bool named = finding.column < facts.headers.size();
    return check::message(finding, named ? facts.headers[finding.column] : std::string_view());
}

std::string
sentences(const load::RowRecord& record, check::Severity severity, const load::FileFacts& facts) {
    std::string all;
    for (const auto& finding : record.findings) {
        if (check::severity_of(finding.code) != severity) continue;
        if (!all.empty()) all += ' ';
        all += sentence(finding, facts);
    }
    return all;
}

std::string reason_of(const load::RowRecord& record, const load::FileFacts& facts) {
    switch (record.outcome) {
        case load::Outcome::invalid: return sentences(record, check::Severity::invalid, facts);
        case load::Outcome::out_of_scope:
            return sentences(record, check::Severity::out_of_scope, facts);
        case load::Outcome::failed:
            if (!record.error.empty()) return record.error;
            return sentences(record, check::Severity::failed, facts);
        case load::Outcome::not_processed:
            return "The job ended before it reached this row: upload it again.";
        default: return {};
    }
}

const check::Finding* first_finding(const load::RowRecord& record, check::Severity severity) {
    const auto found = std::ranges::find(record.findings, severity, [](const auto& finding) {
        return check::severity_of(finding.code);
    });
    return found == record.findings.end() ? nullptr : &*found;
}

std::string changed_columns(const load::Before& before) {
    std::string names;
    for (std::size_t i = 0; i < check::field_count; ++i) {
        const auto field = static_cast<check::Field>(i);
        if (!before.changes(field)) continue;
        if (!names.empty()) names += ", ";
        names += header_of(field);
    }
    return names;
}

}  // namespace rollcall::report
