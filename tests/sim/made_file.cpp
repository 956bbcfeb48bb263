#include "tests/sim/made_file.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "check/chunk.hpp"
#include "check/made_rows.hpp"
#include "tests/sim/chance.hpp"

namespace rollcall::sim {
namespace {

constexpr std::uint64_t people = 150;
constexpr std::uint64_t rows_max = 200;
constexpr std::uint32_t first_row_number = 2;
constexpr std::array<std::string_view, 3> surnames{"Example", "Sample", "Specimen"};
constexpr std::array<std::string_view, 2> wards{"74010001", "19100046"};

MadeRow make_row(Chance& chance, std::set<std::string>& taken) {
    MadeRow row;
    row.id = check::made_id(static_cast<std::uint32_t>(chance.below(people)));
    row.firstname = "Person";
    row.surname = chance.any_of(surnames);
    row.ward = chance.any_of(wards);
    if (chance.one_in(20)) row.id = "12345";
    if (chance.one_in(20)) row.firstname = "";
    if (row.id.size() != 13 || row.firstname.empty()) {
        row.verdict = check::Verdict::invalid;
    } else if (!taken.insert(row.id).second) {
        row.verdict = check::Verdict::duplicate;
    }
    return row;
}

}  // namespace

MadeFile make_file(Chance& chance) {
    MadeFile file;
    file.can_be_read = !chance.one_in(20);
    file.text = file.can_be_read ? "ID Number,Firstname,Surname,Ward\n" : "Not,A,Members,List\n";
    std::set<std::string> taken;
    // Short ones mostly: what goes wrong goes wrong between chunks, not in the thousandth row.
    const auto most = chance.one_in(3) ? rows_max : rows_max / 4;
    const auto count = 1 + chance.below(most);
    for (std::uint64_t i = 0; i < count; ++i) {
        auto row = make_row(chance, taken);
        row.number = first_row_number + static_cast<std::uint32_t>(i);
        file.text += row.id + ',' + row.firstname + ',' + row.surname + ',' + row.ward + '\n';
        file.rows.push_back(std::move(row));
    }
    file.sha256 = sha256_hex(file.text);
    return file;
}

}  // namespace rollcall::sim
