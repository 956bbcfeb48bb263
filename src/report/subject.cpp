#include "report/subject.hpp"

#include <string>

namespace rollcall::report {

std::string report_name(const JobId& job) {
    return "bulk-upload-report-" + job.text() + ".xlsx";
}

std::string corrections_name(const JobId& job) {
    return "bulk-upload-corrections-" + job.text() + ".xlsx";
}

}  // namespace rollcall::report
