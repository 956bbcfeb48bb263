#include "load/entry.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/hash.hpp"
#include "check/finding.hpp"

namespace rollcall::load {
namespace {

using check::Finding;

constexpr std::size_t last4_bytes = 2;
constexpr std::int64_t number_max = std::numeric_limits<std::uint32_t>::max();

std::string put_outcomes(const Decisions& decisions) {
    std::string bytes(decisions.rows.size(), '\0');
    std::ranges::transform(decisions.rows, bytes.begin(), [](const Decision& row) {
        return static_cast<char>(row.outcome);
    });
    return bytes;
}

// Each run: by how much its first number differs from the one that was due, and its length.
std::string put_numbers(const std::vector<check::CheckedRow>& rows) {
    std::string bytes;
    std::int64_t due = 0;
    for (std::size_t begin = 0; begin < rows.size();) {
        const std::int64_t first = rows[begin].number;
        auto end = begin + 1;
        while (end < rows.size() && rows[end].number == rows[end - 1].number + 1)
            ++end;
        put_signed(bytes, first - due);
        put_number(bytes, end - begin);
        due = first + static_cast<std::int64_t>(end - begin);
        begin = end;
    }
    return bytes;
}

std::string put_last4(const std::vector<check::CheckedRow>& rows) {
    std::string bytes;
    bytes.reserve(rows.size() * last4_bytes);
    for (const auto& row : rows) {
        bytes.push_back(static_cast<char>(row.id_last4 & 0xFFU));
        bytes.push_back(static_cast<char>(row.id_last4 >> 8U));
    }
    return bytes;
}

// Each: how many rows further it is than the one before, then what `put_before` wrote.
std::string put_befores(const Decisions& decisions) {
    std::string bytes;
    bytes.reserve(decisions.befores.size() + decisions.rows.size());
    std::size_t last = 0;
    for (std::size_t i = 0; i < decisions.rows.size(); ++i) {
        const auto& row = decisions.rows[i];
        if (row.before_length == 0) continue;
        put_number(bytes, i - last);
        bytes.append(decisions.befores, row.before_offset, row.before_length);
        last = i;
    }
    return bytes;
}

void put_finding(std::string& bytes, const Finding& finding) {
    put_number(bytes, static_cast<std::uint8_t>(finding.code));
    // No column is 0, so that it is a byte.
    put_number(bytes, static_cast<std::uint16_t>(finding.column + 1U));
    put_signed(bytes, finding.detail);
}

bool is_code(std::uint64_t number) {
    return std::ranges::any_of(check::all_codes(), [&](check::Code code) {
        return static_cast<std::uint8_t>(code) == number;
    });
}

// The details of rows that have some, by ascending index.
class Details {
public:
    Details(const EntryPlace& place, const check::Chunk& chunk, const Decisions& decisions)
        : place_(place), chunk_(chunk), decisions_(decisions) {}

    std::vector<Detail> make() {
        for (std::uint32_t i = 0; i < chunk_.rows.size(); ++i)
            add(i);
        return std::move(details_);
    }

private:
    void add(std::uint32_t index) {
        Detail detail;
        if (decisions_.rows[index].outcome == Outcome::duplicate) {
            detail.first_row = chunk_.rows[index].first_row;
        }
        const auto& findings = decisions_.findings;
        for (; finding_ < findings.size() && findings[finding_].index == index; ++finding_)
            put_finding(detail.findings, findings[finding_]);
        const auto& errors = decisions_.errors;
        if (error_ < errors.size() && errors[error_].index == index) {
            detail.error = errors[error_++].text;
        }
        if (detail.first_row == 0 && detail.findings.empty() && detail.error.empty()) return;
        detail.ordinal = place_.first_ordinal + index;
        details_.push_back(std::move(detail));
    }

    const EntryPlace& place_;
    const check::Chunk& chunk_;
    const Decisions& decisions_;
    std::size_t finding_ = 0;
    std::size_t error_ = 0;
    std::vector<Detail> details_;
};

// False: the bytes are no findings.
bool read_findings(std::string_view bytes, std::size_t index, RowRecord& record) {
    ByteReader reader(bytes);
    while (!reader.at_end()) {
        Finding finding;
        finding.row = record.number;
        finding.index = static_cast<std::uint32_t>(index);
        const auto code = reader.number();
        const auto column = reader.number();
        const auto detail = reader.signed_number();
        if (!reader.good() || !is_code(code)) return false;
        finding.code = static_cast<check::Code>(code);
        finding.column = static_cast<std::uint16_t>(column - 1);
        finding.detail = static_cast<std::int32_t>(detail);
        record.findings.push_back(finding);
    }
    return true;
}

}  // namespace

void put_before(std::string& bytes, const Member& member, std::uint32_t changed) {
    const bool both = !member.firstname.empty() && !member.surname.empty();
    put_number(bytes, changed);
    put_number(bytes, member.firstname.size() + (both ? 1 : 0) + member.surname.size());
    bytes += member.firstname;
    if (both) bytes += ' ';
    bytes += member.surname;
    put_text(bytes, member.ward_code);
    put_text(bytes, member.voting_district_code);
}

Entry make_entry(const EntryPlace& place, const check::Chunk& chunk, const Decisions& decisions) {
    Entry entry;
    entry.chunk = place.chunk;
    entry.first_ordinal = place.first_ordinal;
    entry.outcomes = put_outcomes(decisions);
    entry.numbers = put_numbers(chunk.rows);
    entry.last4 = put_last4(chunk.rows);
    entry.befores = put_befores(decisions);
    entry.tally = tally_bytes(decisions.tally);
    entry.details = Details(place, chunk, decisions).make();
    return entry;
}

std::string digest_of(const Entry& entry, std::string_view previous) {
    std::string head;
    put_number(head, ledger_format);
    put_text(head, previous);
    put_number(head, entry.chunk);
    put_number(head, entry.first_ordinal);
    Sha256 sha;
    sha.update(head);
    std::string length;
    const auto add = [&](std::string_view bytes) {
        length.clear();
        put_number(length, bytes.size());
        sha.update(length);
        sha.update(bytes);
    };
    add(entry.outcomes);
    add(entry.numbers);
    add(entry.last4);
    add(entry.befores);
    add(entry.tally);
    std::string details;
    for (const auto& detail : entry.details) {
        put_number(details, detail.ordinal);
        put_number(details, detail.first_row);
        put_text(details, detail.findings);
        put_text(details, detail.error);
    }
    add(details);
    return sha.finish_hex();
}

std::string tally_bytes(const Tally& tally) {
    std::string bytes;
    for (const auto count : tally.outcomes)
        put_number(bytes, count);
    put_number(bytes, tally.valid_ids);
    put_number(bytes, tally.invalid_ids);
    put_number(bytes, tally.unique_records);
    put_number(bytes, tally.existing_members);
    put_number(bytes, tally.new_members);
    put_number(bytes, tally.warnings);
    return bytes;
}

std::optional<Tally> read_tally(std::string_view bytes) {
    ByteReader reader(bytes);
    Tally tally;
    for (auto& count : tally.outcomes)
        count = reader.number();
    tally.valid_ids = reader.number();
    tally.invalid_ids = reader.number();
    tally.unique_records = reader.number();
    tally.existing_members = reader.number();
    tally.new_members = reader.number();
    tally.warnings = reader.number();
    if (!reader.good() || !reader.at_end()) return std::nullopt;
    return tally;
}

EntryRows::EntryRows(Entry entry)
    : entry_(std::move(entry)), numbers_(entry_.numbers), befores_(entry_.befores) {
    if (!befores_.at_end()) before_index_ = befores_.number();
}

Result<bool> EntryRows::next(RowRecord& record) {
    const auto corrupt = [&] {
        return refuse(
            Errc::corrupt_source,
            "the ledger's chunk " + std::to_string(entry_.chunk) + " cannot be read"
        );
    };
    if (index_ == entry_.row_count()) {
        if (!used_up()) return corrupt();
        return false;
    }
    record.ordinal = entry_.first_ordinal + index_;
    const bool read =
        read_outcome(record) && read_number(record) && read_before(record) && read_detail(record);
    if (!read) return corrupt();
    ++index_;
    return true;
}

bool EntryRows::read_outcome(RowRecord& record) const {
    const auto outcome = static_cast<std::uint8_t>(entry_.outcomes[index_]);
    if (outcome < static_cast<std::uint8_t>(Outcome::inserted)) return false;
    if (outcome > static_cast<std::uint8_t>(Outcome::failed)) return false;
    record.outcome = static_cast<Outcome>(outcome);
    const auto at = index_ * last4_bytes;
    if (entry_.last4.size() < at + last4_bytes) return false;
    const auto low = static_cast<std::uint8_t>(entry_.last4[at]);
    const auto high = static_cast<std::uint8_t>(entry_.last4[at + 1]);
    record.id_last4 = static_cast<std::uint16_t>(low | (high << 8U));
    return true;
}

bool EntryRows::read_number(RowRecord& record) {
    if (run_left_ == 0) {
        const auto step = numbers_.signed_number();
        run_left_ = numbers_.number();
        if (!numbers_.good() || run_left_ == 0) return false;
        if (step < -number_max || step > number_max) return false;
        number_ += step;
    }
    if (number_ < 0 || number_ > number_max) return false;
    record.number = static_cast<std::uint32_t>(number_);
    ++number_;
    --run_left_;
    return true;
}

bool EntryRows::read_before(RowRecord& record) {
    record.before.reset();
    if (before_index_ != index_) {
        return record.outcome != Outcome::updated && record.outcome != Outcome::unchanged;
    }
    auto& before = record.before.emplace();
    before.changed = static_cast<std::uint32_t>(befores_.number());
    before.name = befores_.text();
    before.ward_code = befores_.text();
    before.voting_district_code = befores_.text();
    before_index_.reset();
    if (!befores_.at_end()) before_index_ = index_ + befores_.number();
    return befores_.good();
}

bool EntryRows::read_detail(RowRecord& record) {
    record.findings.clear();
    record.first_row = 0;
    record.error.clear();
    if (detail_ == entry_.details.size()) return true;
    const auto& detail = entry_.details[detail_];
    if (detail.ordinal != record.ordinal) return detail.ordinal > record.ordinal;
    ++detail_;
    record.first_row = detail.first_row;
    record.error = detail.error;
    return read_findings(detail.findings, index_, record);
}

bool EntryRows::used_up() const {
    return run_left_ == 0 && numbers_.at_end() && befores_.at_end() && !before_index_ &&
           detail_ == entry_.details.size() && entry_.last4.size() == index_ * last4_bytes;
}

}  // namespace rollcall::load
