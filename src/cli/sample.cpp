#include "cli/sample.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/calendar.hpp"
#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "check/rules/date.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::cli {
namespace {

using Kind = SampleCell::Kind;

Result<void> check_options(const SampleOptions& options) {
    const auto& [rows, seed, invalid, duplicates, columns] = options;
    constexpr double percent_max = 100;
    if (columns != 20 && columns != 25) {
        return refuse(Errc::validation_error, "a sample has 20 or 25 columns");
    }
    if (!std::isfinite(invalid + duplicates) || invalid < 0 || duplicates < 0 ||
        invalid + duplicates > percent_max) {
        return refuse(
            Errc::validation_error, "the percentages of faults must lie between 0 and 100 in all"
        );
    }
    return {};
}

std::unexpected<Error> refuse_write(const std::string& path) {
    const auto code = errno == ENOSPC ? Errc::storage_full : Errc::internal_error;
    return refuse(
        code, fmt::format("cannot write {}: {}", path, std::generic_category().message(errno))
    );
}

// Text on its way to a file, in large steps.
class Output {
public:
    explicit Output(int file) : file_(file) { text_.reserve(flush_bytes + flush_bytes / 4); }

    std::string& text() { return text_; }
    bool flush(bool always) {
        if (!always && text_.size() < flush_bytes) return true;
        std::string_view rest = text_;
        while (!rest.empty()) {
            const auto written = ::write(file_, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        text_.clear();
        return true;
    }

private:
    static constexpr std::size_t flush_bytes = 256 * kib;
    int file_;
    std::string text_;
};

void append_csv(std::string& line, std::string_view text) {
    if (text.find_first_of(",\"\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

// What a spreadsheet makes of a date cell when it is saved as CSV.
std::string exported_date(std::string_view serial) {
    const auto day = check::rules::read_date(
        {.text = serial, .kind = sheet::CellKind::number, .shows_date = true},
        check::rules::DateSystem::from_1900
    );
    auto text = std::string(check::rules::iso_date(day.value_or(Day{})).view());
    std::ranges::replace(text, '-', '/');
    return text;
}

Result<void> write_csv(int file, const std::string& path, SampleRows& rows, std::uint64_t count) {
    Output output(file);
    auto& text = output.text();
    for (const auto& header : rows.headers()) {
        if (!text.empty()) text += ',';
        append_csv(text, header);
    }
    text += "\r\n";
    for (std::uint64_t row = 0; row < count; ++row) {
        bool first = true;
        for (const auto& cell : rows.fill(row)) {
            if (!first) text += ',';
            first = false;
            if (cell.kind == Kind::date) {
                text += exported_date(cell.text);
            } else {
                append_csv(text, cell.text);
            }
        }
        text += "\r\n";
        if (!output.flush(false)) return refuse_write(path);
    }
    if (!output.flush(true)) return refuse_write(path);
    return {};
}

void write_workbook(int file, const std::string& path, SampleRows& rows, std::uint64_t count) {
    using sheet::writer::Style;
    using sheet::writer::Value;
    constexpr std::array kinds{
        Value::Kind::blank, Value::Kind::text, Value::Kind::number, Value::Kind::number};
    const auto parent = std::filesystem::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    const auto workbook = sheet::writer::create(file, folder);
    auto& members =
        workbook->add_sheet({.name = "Members", .header = rows.headers(), .widths = {}});
    std::vector<Value> values;
    for (std::uint64_t row = 0; row < count; ++row) {
        values.clear();
        for (const auto& cell : rows.fill(row)) {
            values.push_back(
                {.kind = kinds.at(static_cast<std::size_t>(cell.kind)),
                 .style = cell.kind == Kind::date ? Style::date : Style::plain,
                 .text = cell.text}
            );
        }
        members.row(values);
    }
    workbook->finish();
}

}  // namespace

Result<void> write_sample(const std::string& path, const SampleOptions& options) {
    if (auto fits = check_options(options); !fits) return fits;
    constexpr int mode = 0644;
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file) return refuse_write(path);
    const auto name = fold_case(path);
    SampleRows rows(options);
    if (name.ends_with(".csv")) return write_csv(file.get(), path, rows, options.rows);
    write_workbook(file.get(), path, rows, options.rows);
    return {};
}

}  // namespace rollcall::cli
