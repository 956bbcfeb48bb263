#include "report/workbook.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "check/field.hpp"
#include "check/finding.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "report/subject.hpp"
#include "sheet/batch.hpp"
#include "sheet/writer/writer.hpp"
#include "tests/support/report_fakes.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/workbook.hpp"

namespace rollcall::report {
namespace {

using check::Code;
using load::Outcome;
using sheet::CellKind;
using sheet::writer::Style;
using Texts = std::vector<std::string>;

Subject subject() {
    Subject made;
    made.job = JobId::parse("job-1767225600000-123456789012").value();
    made.file_name = "members.xlsx";
    made.uploader = "admin@example.org";
    made.state = "completed";
    made.mode = "upsert";
    made.started_at = Instant{Milliseconds{1'767'225'600'000}};
    made.finished_at = made.started_at + Milliseconds{2'000};
    made.generated_at = made.finished_at;
    made.time_zone = "Africa/Johannesburg";
    return made;
}

tests::FakeCell number(std::string text) {
    return {std::move(text), CellKind::number};
}

tests::FakeCell date(std::string text) {
    return {std::move(text), CellKind::number, sheet::flag_date};
}

check::Finding finding(Code code, std::uint16_t column, std::int32_t detail = 0) {
    check::Finding made;
    made.code = code;
    made.column = column;
    made.detail = detail;
    return made;
}

class Workbook : public testing::Test {
protected:
    // A file of five columns with one row of each outcome.
    void SetUp() override {
        ledger_.facts.sheet_name = "Members";
        ledger_.facts.header_row = 2;
        ledger_.facts.headers = {"Ward", "Firstname", "ID No", "Cell", "Date Joined"};
        ledger_.facts.id_column = 2;
        ledger_.facts.rows_total = 8;
        rows_ = {
            {1, {{"Branch list"}}},
            {2, {{"Ward"}, {"Firstname"}, {"ID No"}, {"Cell"}, {"Date Joined"}}},
            row(3, "Thabo", "8001015009087"),
            row(4, "Lerato", "8001015009088"),
            row(6, "Sipho", "8001015009087"),
            row(7, "Nomsa", "9002025009086"),
            row(8, "Ayesha", "9002025009085"),
            row(9, "Pieter", "9002025009084"),
            row(10, "Zanele", "9002025009083"),
            row(11, "Johannes", "9002025009082"),
        };
        auto& inserted = ledger_.add(3, Outcome::inserted);
        inserted.findings = {finding(Code::phone_format, 3)};
        inserted.findings.front().row = 3;
        auto& invalid = ledger_.add(4, Outcome::invalid);
        invalid.findings = {finding(Code::id_checksum, 2, 7)};
        invalid.findings.front().row = 4;
        ledger_.add(6, Outcome::duplicate).first_row = 3;
        auto& updated = ledger_.add(7, Outcome::updated);
        updated.before = load::Before{
            .name = "Nomsa Dlamini",
            .ward_code = "74010002",
            .voting_district_code = "32840517",
            .changed = bit(check::Field::ward_code) | bit(check::Field::cell_number)};
        ledger_.add(8, Outcome::unchanged).before = load::Before{
            .name = "Ayesha Khan",
            .ward_code = "74010001",
            .voting_district_code = "",
            .changed = 0};
        ledger_.add(9, Outcome::out_of_scope).findings = {finding(Code::ward_elsewhere, 0)};
        ledger_.add(10, Outcome::failed).error = "a check of the database refused the row";
        ledger_.add(11, Outcome::skipped);
    }

    static std::uint32_t bit(check::Field field) { return 1U << static_cast<unsigned>(field); }

    static tests::FakeRow row(std::uint32_t at, std::string name, std::string id) {
        return {
            at,
            {number("74010001"),
             {std::move(name)},
             number(std::move(id)),
             number("821234567"),
             date("45123")}};
    }

    Result<void> write(const OnProgress& on_progress = [](auto, auto) { return false; }) {
        tests::FakeReader reader(rows_);
        const Descriptor file(::open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600));
        return write_workbook(
            subject_, reader, ledger_, {.file = file.get(), .scratch = folder_.path()}, on_progress
        );
    }
    tests::WrittenWorkbook written() {
        const auto done = write();
        EXPECT_TRUE(done) << done.error().message;
        return tests::read_workbook(path_);
    }
    static Texts names_of(const tests::WrittenWorkbook& workbook) {
        Texts names;
        for (const auto& sheet : workbook.sheets)
            names.push_back(sheet.name);
        return names;
    }
    // The value beside a label of the summary.
    static std::string fact(const tests::WrittenWorkbook& workbook, std::string_view label) {
        const auto& summary = workbook.sheet("Summary");
        for (const auto& [number, cells] : summary.rows) {
            if (summary.text(number, 1) == label) return summary.text(number, 2);
        }
        return "no such label";
    }

    Subject subject_ = subject();
    tests::FakeLedger ledger_;
    std::vector<tests::FakeRow> rows_;
    tests::TemporaryFolder folder_;
    std::string path_ = folder_ / "report.xlsx";
};

TEST_F(Workbook, HasItsSheetsInOrder) {
    EXPECT_EQ(
        names_of(written()),
        (Texts{
            "Summary",
            "All Uploaded Rows",
            "Invalid IDs",
            "Duplicates",
            "Not Registered",
            "New Members",
            "Existing Members (Updated)",
            "Out Of Scope",
            "Database Errors",
            "Warnings"})
    );
}

TEST_F(Workbook, ShowsEveryRowWithItsOutcome) {
    const auto workbook = written();
    const auto& sheet = workbook.sheet("All Uploaded Rows");

    EXPECT_EQ(
        sheet.texts(1),
        (Texts{
            "Ward",
            "Firstname",
            "ID No",
            "Cell",
            "Date Joined",
            "Outcome",
            "Warnings",
            "IEC Registered",
            "IEC Ward",
            "IEC VD Code",
            "Already Exists",
            "Existing Member Name",
            "Existing Ward",
            "Existing VD"})
    );
    EXPECT_EQ(sheet.rows.size(), 9U);
    const auto warning = check::message(ledger_.records[0].findings[0], "Cell");
    EXPECT_EQ(
        sheet.texts(2),
        (Texts{
            "74010001",
            "Thabo",
            "8001015009087",
            "821234567",
            "45123",
            "inserted",
            warning,
            "",
            "",
            "",
            "No"})
    );
    EXPECT_EQ(
        sheet.texts(5),
        (Texts{
            "74010001",
            "Nomsa",
            "9002025009086",
            "821234567",
            "45123",
            "updated",
            "",
            "",
            "",
            "",
            "Yes",
            "Nomsa Dlamini",
            "74010002",
            "32840517"})
    );
    EXPECT_EQ(sheet.text(7, 6), "out_of_scope");
    EXPECT_EQ(sheet.text(7, 11), "");
    EXPECT_EQ(sheet.text(9, 11), "No");
}

TEST_F(Workbook, ColoursRowsOfExistingMembers) {
    const auto workbook = written();
    const auto& sheet = workbook.sheet("All Uploaded Rows");

    EXPECT_EQ(sheet.rows.at(2).at(2).style, static_cast<int>(Style::plain));
    EXPECT_EQ(sheet.rows.at(5).at(2).style, static_cast<int>(Style::amber));
    EXPECT_EQ(sheet.rows.at(5).at(5).style, static_cast<int>(Style::amber_date));
    EXPECT_EQ(sheet.rows.at(5).at(8).style, static_cast<int>(Style::amber)) << "blank cells too";
}

TEST_F(Workbook, KeepsNamesMadeOfDigitsAsTextAndDatesAsDates) {
    const auto workbook = written();
    const auto& cells = workbook.sheet("New Members").rows.at(2);

    EXPECT_EQ(cells.at(1).type, "") << "the row number is a number";
    EXPECT_EQ(cells.at(2).type, "inlineStr") << "ward";
    EXPECT_EQ(cells.at(4).type, "inlineStr") << "ID number";
    EXPECT_EQ(cells.at(5).type, "inlineStr") << "cell number";
    EXPECT_EQ(cells.at(6).type, "");
    EXPECT_EQ(cells.at(6).style, static_cast<int>(Style::date));
}

TEST_F(Workbook, SaysWhatIsWrongWithInvalidRows) {
    const auto workbook = written();
    const auto& sheet = workbook.sheet("Invalid IDs");

    EXPECT_EQ(
        sheet.texts(1),
        (Texts{
            "Row Number",
            "Error Code",
            "Error",
            "ID Number",
            "Ward",
            "Firstname",
            "Cell",
            "Date Joined"})
    );
    EXPECT_EQ(
        sheet.texts(2),
        (Texts{
            "4",
            "ID_CHECKSUM",
            check::message(ledger_.records[1].findings[0], "ID No"),
            "8001015009088",
            "74010001",
            "Lerato",
            "821234567",
            "45123"})
    );
    EXPECT_EQ(sheet.rows.size(), 2U);
}

TEST_F(Workbook, ListsTheRowsOfADuplicate) {
    const auto workbook = written();
    const auto& sheet = workbook.sheet("Duplicates");

    EXPECT_EQ(sheet.text(1, 3), "Duplicate Count");
    EXPECT_EQ(
        sheet.texts(2),
        (Texts{"6", "8001015009087", "2", "3, 6", "74010001", "Sipho", "821234567", "45123"})
    );
}

TEST_F(Workbook, TellsWhatChangedOfAnExistingMember) {
    const auto workbook = written();
    const auto& sheet = workbook.sheet("Existing Members (Updated)");

    EXPECT_EQ(sheet.rows.size(), 2U);
    EXPECT_EQ(
        sheet.texts(2),
        (Texts{
            "7",
            "9002025009086",
            "Nomsa Dlamini",
            "74010002",
            "32840517",
            "Yes",
            "No",
            "Ward, Cell Number",
            "74010001",
            "Nomsa",
            "821234567",
            "45123"})
    );
}

TEST_F(Workbook, ShowsRefusedRowsAndWarningsOnTheirSheets) {
    const auto workbook = written();

    EXPECT_EQ(workbook.sheet("Out Of Scope").text(2, 2), "WARD_ELSEWHERE");
    EXPECT_EQ(
        workbook.sheet("Database Errors").text(2, 2), "a check of the database refused the row"
    );
    const auto& warnings = workbook.sheet("Warnings");
    EXPECT_EQ(warnings.text(2, 1), "3");
    EXPECT_EQ(warnings.text(2, 2), "PHONE_FORMAT");
    EXPECT_EQ(warnings.text(2, 4), "Cell");
    EXPECT_EQ(warnings.text(2, 5), "8001015009087");
}

TEST_F(Workbook, SumsUpOnItsFirstSheet) {
    ledger_.facts.warnings = {"The column \"Shoe Size\" is not known."};
    const auto workbook = written();

    EXPECT_EQ(workbook.sheet("Summary").text(1, 1), "Bulk Upload Report");
    EXPECT_EQ(fact(workbook, "Generated at"), "2026-01-01 02:00:02");
    EXPECT_EQ(fact(workbook, "File"), "members.xlsx");
    EXPECT_EQ(fact(workbook, "Sheet read"), "Members");
    EXPECT_EQ(fact(workbook, "Uploader"), "admin@example.org");
    EXPECT_EQ(fact(workbook, "Duration"), "2.0 s");
    EXPECT_EQ(fact(workbook, "Rows per second"), "4");
    EXPECT_EQ(fact(workbook, "Total Records"), "8");
    EXPECT_EQ(fact(workbook, "Inserts"), "1");
    EXPECT_EQ(fact(workbook, "Duplicates"), "1");
    EXPECT_EQ(fact(workbook, "74010001"), "2") << "existing members of the ward";
    EXPECT_EQ(fact(workbook, "The column \"Shoe Size\" is not known."), "");
}

TEST_F(Workbook, SaysInA1WhyASheetIsEmpty) {
    rows_.resize(3);
    ledger_.records.resize(1);
    ledger_.records[0].findings.clear();
    ledger_.facts.rows_total = 1;
    const auto workbook = written();

    EXPECT_EQ(
        names_of(workbook),
        (Texts{
            "Summary",
            "All Uploaded Rows",
            "Invalid IDs",
            "Duplicates",
            "Not Registered",
            "New Members",
            "Existing Members (Updated)"})
    );
    for (const auto* name : {"Invalid IDs", "Duplicates", "Existing Members (Updated)"}) {
        SCOPED_TRACE(name);
        EXPECT_TRUE(workbook.sheet(name).text(1, 1).starts_with("No rows: "));
    }
    EXPECT_EQ(workbook.sheet("Not Registered").text(1, 1), "No rows: voter verification is off.");
}

TEST_F(Workbook, CountsRowsThatWereNeverReached) {
    ledger_.records.resize(3);
    subject_.state = "cancelled";
    const auto workbook = written();

    EXPECT_EQ(workbook.sheet("All Uploaded Rows").text(9, 6), "not_processed");
    EXPECT_EQ(fact(workbook, "Not Processed"), "5");
    EXPECT_EQ(fact(workbook, "Total Records"), "8");
}

TEST_F(Workbook, IsMadeForAJobThatCommittedNothing) {
    ledger_.known = false;
    ledger_.records.clear();
    subject_.state = "failed";
    subject_.message = "The file has no header row.";
    const auto workbook = written();

    EXPECT_EQ(workbook.sheets.size(), 7U);
    EXPECT_EQ(fact(workbook, "Message"), "The file has no header row.");
    EXPECT_TRUE(workbook.sheet("All Uploaded Rows").text(1, 1).starts_with("No rows: "));
}

TEST_F(Workbook, KeepsCellsPastTheHeaderAtTheEnd) {
    rows_[2].cells.push_back({"extra"});
    const auto workbook = written();

    EXPECT_EQ(workbook.sheet("All Uploaded Rows").text(2, 15), "extra");
    EXPECT_EQ(workbook.sheet("New Members").text(2, 7), "extra");
}

TEST_F(Workbook, StopsWhenItIsTold) {
    for (std::uint32_t at = 12; at < 10'000; ++at) {
        rows_.push_back(row(at, "Thabo", "8001015009087"));
        ledger_.add(at, Outcome::duplicate).first_row = 3;
    }

    const auto done = write([](auto, auto) { return true; });

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::cancelled);
}

TEST_F(Workbook, RefusesALedgerWhoseCountsAreWrong) {
    tests::FakeReader reader(rows_);
    class Miscounting final : public load::Ledger {
    public:
        explicit Miscounting(tests::FakeLedger& real) : real_(real) {}
        std::optional<load::JobLedger> find(const JobId& job) override {
            auto found = real_.find(job);
            if (found) ++found->cursor.tally.of(Outcome::inserted);
            return found;
        }
        std::unique_ptr<load::RowCursor> rows(const JobId& job, const load::RowQuery& query)
            override {
            return real_.rows(job, query);
        }
        Result<void> verify(const JobId&) override { return {}; }
        void forget(const JobId&) override {}

    private:
        tests::FakeLedger& real_;
    } ledger(ledger_);
    const Descriptor file(::open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600));

    const auto done = write_workbook(
        subject_,
        reader,
        ledger,
        {.file = file.get(), .scratch = folder_.path()},
        [](auto, auto) { return false; }
    );

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::corrupt_source);
}

TEST_F(Workbook, HasNoFormulaWhateverTheFileHolds) {
    std::mt19937 random(2026);  // NOLINT(bugprone-random-generator-seed): the same each run
    const auto alphabet = std::string("=+-@\t\r'\"<>&;|!(){}0123eE.\x01\xC3\xA9\xFF f/v");
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
    std::uniform_int_distribution<std::size_t> length(0, 12);
    std::uniform_int_distribution<int> any_kind(0, 4);
    std::uniform_int_distribution<int> any_flags(0, 255);
    const auto any_text = [&] {
        std::string text;
        for (auto left = length(random); left > 0; --left)
            text += alphabet[pick(random)];
        return text;
    };
    ledger_.facts.headers = {"=Ward", "+Name", "@ID", "-x", "<f>1</f>"};
    ledger_.facts.warnings = {"=1+1"};
    subject_.file_name = "=cmd|' /C calc'!A0.xlsx";
    for (std::uint32_t at = 12; at < 1'000; ++at) {
        tests::FakeRow made{at, {{"x"}}};
        for (int i = 0; i < 6; ++i) {
            made.cells.push_back(
                {any_text(),
                 static_cast<CellKind>(any_kind(random)),
                 static_cast<std::uint8_t>(any_flags(random))}
            );
        }
        rows_.push_back(made);
        auto& record = ledger_.add(at, Outcome::updated);
        record.before = load::Before{any_text(), any_text(), any_text(), 0xFFFF};
    }

    const auto workbook = written();

    for (const auto& sheet : workbook.sheets)
        EXPECT_EQ(sheet.formulas, 0U) << sheet.name;
    EXPECT_EQ(fact(workbook, "File"), "=cmd|' /C calc'!A0.xlsx");
}

}  // namespace
}  // namespace rollcall::report
