// What the ledger says of a row, as sentences.
#pragma once

#include <string>

#include "check/finding.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"

namespace rollcall::report {

// The finding as a sentence with the file's own header of its column.
std::string sentence(const check::Finding& finding, const load::FileFacts& facts);

// Every finding of the severity, one sentence after the other; empty when there is none.
std::string
sentences(const load::RowRecord& record, check::Severity severity, const load::FileFacts& facts);

// Why the row did not load; empty when it did, or when nothing was to be done.
std::string reason_of(const load::RowRecord& record, const load::FileFacts& facts);

// The first finding of the severity; null when there is none.
const check::Finding* first_finding(const load::RowRecord& record, check::Severity severity);

// "Surname, Email": the template's headers of the fields that the row changed.
std::string changed_columns(const load::Before& before);

}  // namespace rollcall::report
