#include "load/entry.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::load {
namespace {

using testing::SizeIs;

std::string bytes(std::initializer_list<int> list) {
    std::string text;
    for (const int byte : list)
        text.push_back(static_cast<char>(byte));
    return text;
}

// The example of docs/formats/ledger.md.
struct Example {
    check::Chunk chunk;
    Decisions decisions;

    Example() {
        chunk.rows.resize(3);
        chunk.rows[0].number = 2;
        chunk.rows[0].id_last4 = 5007;
        chunk.rows[1].number = 3;
        chunk.rows[2].number = 5;
        chunk.rows[2].id_last4 = 42;
        decisions.rows.resize(3);
        decisions.rows[0].outcome = Outcome::inserted;
        decisions.rows[1].outcome = Outcome::invalid;
        decisions.rows[2].outcome = Outcome::updated;
        decisions.findings = {{3, 1, 3, 7, check::Code::id_checksum}};
        Member member;
        member.firstname = "Thandi";
        member.surname = "Mokoena";
        member.ward_code = "74010001";
        put_before(decisions.befores, member, bit_of(check::Field::surname));
        decisions.rows[2].before_length = static_cast<std::uint32_t>(decisions.befores.size());
    }

    Entry entry() const { return make_entry({0, 0}, chunk, decisions); }
};

// Reads to the end; whether it could.
bool reads(Entry entry) {
    EntryRows rows(std::move(entry));
    RowRecord record;
    for (;;) {
        const auto more = rows.next(record);
        if (!more) return false;
        if (!*more) return true;
    }
}

TEST(LedgerEntry, IsWrittenAsTheFormatSays) {
    const auto entry = Example().entry();

    EXPECT_EQ(entry.outcomes, bytes({1, 4, 2}));
    EXPECT_EQ(entry.numbers, bytes({4, 2, 2, 1}));
    EXPECT_EQ(entry.last4, bytes({0x8F, 0x13, 0xFF, 0xFF, 0x2A, 0x00}));
    EXPECT_EQ(
        entry.befores, bytes({2, 4, 14}) + "Thandi Mokoena" + bytes({8}) + "74010001" + bytes({0})
    );
    ASSERT_THAT(entry.details, SizeIs(1));
    EXPECT_EQ(entry.details[0].ordinal, 1U);
    EXPECT_EQ(entry.details[0].findings, bytes({5, 8, 6}));
}

TEST(LedgerEntry, ReadsBackWhatWasWritten) {
    EntryRows rows(Example().entry());
    std::vector<RowRecord> records;
    RowRecord record;

    while (*rows.next(record))
        records.push_back(record);

    ASSERT_THAT(records, SizeIs(3));
    EXPECT_EQ(records[0].id_last4, 5007);
    EXPECT_EQ(records[1].findings.at(0).detail, 3);
    EXPECT_EQ(records[1].findings.at(0).row, 3U);
    EXPECT_EQ(records[2].number, 5U);
    EXPECT_EQ(records[2].before->name, "Thandi Mokoena");
}

TEST(LedgerEntry, RefusesTextsThatWereCutAnywhere) {
    const auto whole = Example().entry();
    ASSERT_TRUE(reads(whole));

    for (const auto part : {&Entry::outcomes, &Entry::numbers, &Entry::last4, &Entry::befores}) {
        for (std::size_t size = 0; size < (whole.*part).size(); ++size) {
            auto cut = whole;
            (cut.*part).resize(size);
            EXPECT_FALSE(reads(cut)) << size;
        }
    }
}

TEST(LedgerEntry, RefusesWhatIsNeverWritten) {
    const auto with = [](auto change) {
        auto entry = Example().entry();
        change(entry);
        return reads(entry);
    };

    EXPECT_FALSE(with([](Entry& entry) { entry.outcomes[0] = 0; }));
    EXPECT_FALSE(with([](Entry& entry) { entry.outcomes[0] = 9; }));
    EXPECT_FALSE(with([](Entry& entry) { entry.numbers[0] = 3; }));
    EXPECT_FALSE(with([](Entry& entry) { entry.numbers += bytes({0, 1}); }));
    EXPECT_FALSE(with([](Entry& entry) { entry.numbers = std::string(11, '\xFF'); }));
    EXPECT_FALSE(with([](Entry& entry) { entry.details[0].ordinal = 7; }));
    EXPECT_FALSE(with([](Entry& entry) { entry.details[0].findings[0] = 63; }));
}

TEST(LedgerEntry, HasADigestOfEveryPartOfIt) {
    const auto entry = Example().entry();
    const auto digest = digest_of(entry, "before");
    const auto differs = [&](auto change) {
        auto changed = entry;
        change(changed);
        return digest_of(changed, "before") != digest;
    };

    EXPECT_NE(digest_of(entry, "after"), digest);
    EXPECT_TRUE(differs([](Entry& changed) { ++changed.chunk; }));
    EXPECT_TRUE(differs([](Entry& changed) { ++changed.first_ordinal; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.outcomes += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.numbers += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.last4 += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.befores += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.tally += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { ++changed.details[0].first_row; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.details[0].findings += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.details[0].error += 'x'; }));
    EXPECT_TRUE(differs([](Entry& changed) { changed.details[0].ordinal += 1; }));
}

TEST(Tally, IsTheSameAfterTheLedger) {
    Tally tally;
    tally.of(Outcome::inserted) = 1'000'000'000'000;
    tally.of(Outcome::failed) = 3;
    tally.valid_ids = 127;
    tally.warnings = 128;

    EXPECT_EQ(read_tally(tally_bytes(tally)), tally);
    EXPECT_FALSE(read_tally(""));
    EXPECT_FALSE(read_tally(tally_bytes(tally) + "x"));
}

}  // namespace
}  // namespace rollcall::load
