// Made-up members for the benchmarks of the loaders: some twenty filled fields each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "check/chunk.hpp"

namespace rollcall::bench {

using check::Field;

// The n-th person's ID number: the order of the persons is not that of the numbers.
inline std::uint64_t id_of(std::uint64_t person) {
    return 1'000'000'000'000 + person * 2'654'435'761 % 8'999'999'999'999;
}

inline void add_person(check::Chunk& chunk, std::uint64_t person, std::string_view address) {
    const auto number = std::to_string(person);
    check::CheckedRow row;
    row.number = static_cast<std::uint32_t>(person % 1'000'000) + 2;
    row.id_valid = row.id_seen_first = true;
    row.id = id_of(person);
    row.id_last4 = static_cast<std::uint16_t>(row.id % 10'000);
    const auto set = [&](Field field, std::string_view text) {
        row.fields.at(static_cast<std::size_t>(field)) = chunk.store(text);
    };
    set(Field::id_number, std::to_string(row.id));
    set(Field::firstname, "Firstname " + number);
    set(Field::surname, "Surname " + number);
    set(Field::date_of_birth, "1980-01-01");
    set(Field::gender, person % 2 == 0 ? "Female" : "Male");
    set(Field::race, "African");
    set(Field::citizenship, "South African Citizen");
    set(Field::language, "isiZulu");
    set(Field::ward_code, std::to_string(74'000'000 + person % 4'000));
    set(Field::voting_district_code, std::to_string(32'000'000 + person % 20'000));
    set(Field::province_code, "GP");
    set(Field::municipality_code, "JHB");
    set(Field::residential_address, number + " " + std::string(address));
    set(Field::cell_number, std::to_string(27'600'000'000 + person));
    set(Field::email, "person" + number + "@example.org");
    set(Field::occupation, "Employed");
    set(Field::qualification, "Matric");
    set(Field::date_joined, "2019-05-17");
    set(Field::last_payment_date, "2025-02-03");
    set(Field::expiry_date, "2027-02-03");
    set(Field::subscription, "Renewal");
    set(Field::amount_cents, "12000");
    set(Field::membership_status, "Active");
    chunk.rows.push_back(row);
}

}  // namespace rollcall::bench
