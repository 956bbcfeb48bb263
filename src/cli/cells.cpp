#include "cli/cells.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <string_view>
#include <utility>

#include <fcntl.h>

#include "base/descriptor.hpp"
#include "sheet/child/child.hpp"

namespace rollcall::cli {
namespace {

char letter_of(sheet::CellKind kind) {
    switch (kind) {
        case sheet::CellKind::text: return 's';
        case sheet::CellKind::number: return 'n';
        case sheet::CellKind::boolean: return 'b';
        case sheet::CellKind::error: return 'e';
        case sheet::CellKind::iso_date: break;
    }
    return 'd';
}

std::string on_one_line(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        if (c == '\t') {
            line += "\\t";
        } else if (c == '\n') {
            line += "\\n";
        } else if (c == '\r') {
            line += "\\r";
        } else {
            line += c;
        }
    }
    return line;
}

// Errors by the numbers that spreadsheet programs share ([MS-XLS] 2.5.10, BErr); others as they
// stand.
std::string_view error_number(std::string_view error) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> numbers{{
        {"#NULL!", "0"},
        {"#DIV/0!", "7"},
        {"#VALUE!", "15"},
        {"#REF!", "23"},
        {"#NAME?", "29"},
        {"#NUM!", "36"},
        {"#N/A", "42"},
    }};
    for (const auto& [name, number] : numbers) {
        if (name == error) return number;
    }
    return error;
}

std::string shown(sheet::CellKind kind, std::string_view text) {
    if (kind == sheet::CellKind::boolean) return text == "1" ? "true" : "false";
    if (kind == sheet::CellKind::error) return std::string(error_number(text));
    return on_one_line(text);
}

void print_batch(const sheet::Batch& batch, std::ostream& out) {
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        for (const auto& cell : batch.cells(i)) {
            const auto text = batch.text(cell);
            if (text.empty()) continue;
            out << batch.row(i).number << '\t' << cell.column + 1 << '\t' << letter_of(cell.kind)
                << '\t' << shown(cell.kind, text) << '\n';
        }
    }
}

}  // namespace

Result<void> print_cells(const CellsOptions& options, std::ostream& out) {
    const Descriptor file(::open(options.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return refuse(Errc::not_found, options.path + ": " + std::strerror(errno));
    sheet::child::ChildOptions child;
    child.open.sheet = options.sheet;
    child.open.file_name = options.path;
    child.open.limits = options.reader.limits;
    child.sandbox = options.reader.sandbox;
    const auto reader = sheet::child::open(file.get(), options.reader.scratch, child);
    if (!reader) return std::unexpected(reader.error());
    sheet::Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
        print_batch(batch, out);
    }
}

}  // namespace rollcall::cli
