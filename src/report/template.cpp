#include "report/template.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "check/rules/look_up.hpp"
#include "check/schema.hpp"

namespace rollcall::report {
namespace {

using check::ColumnKey;

constexpr double width_min = 12;
constexpr std::size_t input_message_max = 255;  // what Excel shows beside a cell

// Nobody: the ID number's check digit is wrong, so that it can be no person's, and that the row,
// left in the list, is reported and loads no member.
std::string_view example_of(ColumnKey key) {
    switch (key) {
        case ColumnKey::province: return "Gauteng";
        case ColumnKey::region: return "Example Region";
        case ColumnKey::municipality: return "JHB - City of Johannesburg";
        case ColumnKey::voting_station: return "Example Primary School";
        case ColumnKey::voting_district: return "32840001";
        case ColumnKey::ward: return "79800001";
        case ColumnKey::firstname: return "Example";
        case ColumnKey::surname: return "Please Overwrite";
        case ColumnKey::id_number: return "9001015009080";
        case ColumnKey::age: return {};
        case ColumnKey::gender: return "Male";
        case ColumnKey::race: return "Prefer not to say";
        case ColumnKey::citizenship: return "South African Citizen";
        case ColumnKey::language: return "isiZulu";
        case ColumnKey::residential_address: return "1 Example Street, Johannesburg";
        case ColumnKey::cell_number: return "0820000000";
        case ColumnKey::landline_number: return "0110000000";
        case ColumnKey::email: return "example@example.org";
        case ColumnKey::occupation: return "Employed";
        case ColumnKey::qualification: return "Matric";
        case ColumnKey::date_joined: return "2025-03-01";
        case ColumnKey::last_payment: return "2026-03-01";
        case ColumnKey::expiry_date: return "2028-03-01";
        case ColumnKey::subscription: return "Renewal";
        case ColumnKey::membership_amount: return "10.00";
        case ColumnKey::status: return "Active";
    }
    return {};
}

std::vector<const check::Column*> template_columns() {
    std::vector<const check::Column*> columns;
    for (const auto& column : check::columns()) {
        if (column.in_template) columns.push_back(&column);
    }
    return columns;
}

std::string quoted(std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
    std::string text = "\"";
    for (const char c : field) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + "\"";
}

std::string make_csv() {
    std::string header;
    std::string example;
    for (const auto* column : template_columns()) {
        const auto* separator = header.empty() ? "" : ",";
        header += separator + quoted(column->header);
        example += separator + quoted(example_of(column->key));
    }
    return "\xEF\xBB\xBF" + header + "\r\n" + example + "\r\n";
}

// What Excel shows beside a cell of the column.
std::string input_message(const check::Column& column) {
    std::string message = column.required ? "Required. " : "";
    if (column.rule == check::Rule::look_up) {
        message += "Choose from the list, or leave it blank.";
    } else {
        for (const char c : column.meaning)
            message += c == '`' ? '\'' : c;
    }
    return message.substr(0, input_message_max);
}

// The workbook as libxlsxwriter makes it.
class TemplateBook {
public:
    explicit TemplateBook(const std::string& path) : book_(workbook_new(path.c_str())) {
        if (book_ == nullptr) throw_errno("make the template", ENOMEM);
        sheet_ = workbook_add_worksheet(book_, "Members");
        header_ = make_header(0x1F4E78);
        required_header_ = make_header(0x9C0006);
        text_ = workbook_add_format(book_);
        format_set_num_format(text_, "@");
        date_ = workbook_add_format(book_);
        format_set_num_format(date_, "yyyy-mm-dd");
        worksheet_freeze_panes(sheet_, 1, 0);
    }

    void add(std::uint16_t at, const check::Column& column) {
        const std::string name(column.header);
        const std::string example(example_of(column.key));
        auto* const format = format_of(column.rule);
        const auto width = std::max(
            {width_min,
             static_cast<double>(name.size()) + 3,
             static_cast<double>(example.size()) + 2}
        );
        worksheet_set_column(sheet_, at, at, width, format);
        worksheet_write_string(
            sheet_, 0, at, name.c_str(), column.required ? required_header_ : header_
        );
        write_example(at, column.rule, example);
        add_validation(at, column);
    }

    void close() {
        const auto error = workbook_close(book_);
        if (error != LXW_NO_ERROR) throw_errno("make the template", errno == 0 ? EIO : errno);
    }

private:
    lxw_format* make_header(lxw_color_t colour) {
        auto* const format = workbook_add_format(book_);
        format_set_bold(format);
        format_set_font_color(format, LXW_COLOR_WHITE);
        format_set_bg_color(format, colour);
        return format;
    }

    lxw_format* format_of(check::Rule rule) const {
        switch (rule) {
            case check::Rule::id_number:
            case check::Rule::ward:
            case check::Rule::voting_district:
            case check::Rule::cell_number:
            case check::Rule::landline: return text_;
            case check::Rule::date: return date_;
            default: return nullptr;
        }
    }

    void write_example(std::uint16_t at, check::Rule rule, const std::string& example) {
        if (example.empty()) return;
        if (rule == check::Rule::money) {
            worksheet_write_number(sheet_, 1, at, std::stod(example), nullptr);
        } else if (rule == check::Rule::date) {
            lxw_datetime day{
                .year = std::stoi(example.substr(0, 4)),
                .month = std::stoi(example.substr(5, 2)),
                .day = std::stoi(example.substr(8, 2)),
                .hour = 0,
                .min = 0,
                .sec = 0};
            worksheet_write_datetime(sheet_, 1, at, &day, date_);
        } else {
            worksheet_write_string(sheet_, 1, at, example.c_str(), format_of(rule));
        }
    }

    // Other spellings are understood too, so a value beside the list is only warned of.
    void add_validation(std::uint16_t at, const check::Column& column) {
        auto message = input_message(column);
        std::vector<std::string> names;
        if (column.rule == check::Rule::look_up) {
            for (const auto& choice : check::rules::choices(column.key))
                names.emplace_back(choice.name);
        }
        std::vector<char*> list;
        for (auto& name : names)
            list.push_back(name.data());
        list.push_back(nullptr);

        lxw_data_validation validation{};
        validation.validate = names.empty() ? LXW_VALIDATION_TYPE_ANY : LXW_VALIDATION_TYPE_LIST;
        validation.value_list = list.data();
        validation.ignore_blank = LXW_VALIDATION_ON;
        validation.dropdown = LXW_VALIDATION_ON;
        validation.show_input = LXW_VALIDATION_ON;
        validation.show_error = LXW_VALIDATION_ON;
        validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
        validation.input_message = message.data();
        worksheet_data_validation_range(sheet_, 1, at, sheet_rows_max - 1, at, &validation);
    }

    lxw_workbook* book_;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* header_ = nullptr;
    lxw_format* required_header_ = nullptr;
    lxw_format* text_ = nullptr;
    lxw_format* date_ = nullptr;
};

std::string contents_of(int file) {
    std::string bytes(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), '\0');
    const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
    if (got != static_cast<::ssize_t>(bytes.size())) throw_errno("read the template", EIO);
    return bytes;
}

std::string make_xlsx() {
    // The library writes to a path alone; this one leads to memory.
    const Descriptor memory(::memfd_create("template", MFD_CLOEXEC));
    if (!memory) throw_errno("make the template", errno);
    TemplateBook book("/proc/self/fd/" + std::to_string(memory.get()));
    std::uint16_t at = 0;
    for (const auto* column : template_columns())
        book.add(at++, *column);
    book.close();
    return contents_of(memory.get());
}

}  // namespace

std::string make_template(TemplateFormat format) {
    return format == TemplateFormat::csv ? make_csv() : make_xlsx();
}

std::string_view template_name(TemplateFormat format) {
    return format == TemplateFormat::csv ? "rollcall-template.csv" : "rollcall-template.xlsx";
}

}  // namespace rollcall::report
