// The fields of a member as they are stored: the columns of table `members` that a file can fill.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rollcall::check {

enum class Field : std::uint8_t {
    id_number,
    firstname,
    surname,
    date_of_birth,
    gender,
    race,
    citizenship,
    language,
    ward_code,
    voting_district_code,
    voting_station,
    province_code,
    municipality_code,
    residential_address,
    cell_number,
    landline_number,
    email,
    occupation,
    qualification,
    date_joined,
    last_payment_date,
    expiry_date,
    subscription,
    amount_cents,
    membership_status,
    extra,  // JSON of the unknown columns; NULL unless the setting asks for it
};

inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::extra) + 1;

// The column's name in table `members`.
inline constexpr std::array<std::string_view, field_count> field_names{
    "id_number",
    "firstname",
    "surname",
    "date_of_birth",
    "gender",
    "race",
    "citizenship",
    "language",
    "ward_code",
    "voting_district_code",
    "voting_station",
    "province_code",
    "municipality_code",
    "residential_address",
    "cell_number",
    "landline_number",
    "email",
    "occupation",
    "qualification",
    "date_joined",
    "last_payment_date",
    "expiry_date",
    "subscription",
    "amount_cents",
    "membership_status",
    "extra",
};

inline constexpr std::string_view name_of(Field field) {
    return field_names[static_cast<std::size_t>(field)];
}

}  // namespace rollcall::check
