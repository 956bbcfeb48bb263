#include "cli/sample_maker.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

#include "check/rules/date.hpp"
#include "check/rules/id_number.hpp"

namespace rollcall::cli {
namespace {

using check::ColumnKey;
using Kind = SampleCell::Kind;

constexpr std::uint64_t wards_per_base = 1'000;

// Samples are the same on every day, so they have a day of their own.
constexpr Day made_on = std::chrono::sys_days{std::chrono::year{2026} / 6 / 30};
constexpr Day born_first = std::chrono::sys_days{std::chrono::year{1940} / 1 / 1};
constexpr std::uint64_t birthdays = 24'800;  // until the end of 2007
constexpr std::uint64_t serials = 10'000;    // SSSS

void append_number(std::string& text, std::uint64_t number, std::size_t digits_min = 1) {
    std::array<char, 20> digits{};
    const auto* const end = std::to_chars(digits.data(), digits.data() + 20, number).ptr;
    const auto count = static_cast<std::size_t>(end - digits.data());
    if (count < digits_min) text.append(digits_min - count, '0');
    text.append(digits.data(), count);
}

}  // namespace

void SampleMaker::be(std::uint64_t seed, std::uint64_t person) {
    // An odd step without a factor 5 visits every birthday and serial once.
    constexpr std::uint64_t people = birthdays * serials;
    constexpr std::uint64_t step = 161'803'399;
    const auto at = ((person * step) + (scatter(seed) % people)) % people;
    // Not the numbers that the cells of that row are made from.
    Random traits(~seed, person);
    born_ = born_first + std::chrono::days{at / serials};
    const auto serial = at % serials;
    man_ = serial >= serials / 2;
    resident_ = traits.below(100) < 3;
    tongue_ = &lists::tongues[traits.below(lists::tongues.size())];
    place_ = &lists::municipalities[traits.below(lists::municipalities.size())];
    ward_ = (place_->ward_base * wards_per_base) + 1 + traits.below(place_->wards);
    firstname_ = traits.of(man_ ? tongue_->men : tongue_->women);
    surname_ = traits.of(tongue_->surnames);
    const auto iso = check::rules::iso_date(born_);
    id_.clear();
    id_.append(iso.view(), 2, 2).append(iso.view(), 5, 2).append(iso.view(), 8, 2);
    append_number(id_, serial, 4);
    id_ += resident_ ? "18" : "08";
    id_ += static_cast<char>('0' + check::rules::check_digit(id_));
}

void SampleMaker::fill(std::span<const ColumnKey> keys) {
    joined_ = made_on - std::chrono::days{random_.below(3'000)};
    paid_ = joined_ + std::chrono::days{random_.below(600)};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        cell_ = &cells_[i];
        cell_->kind = Kind::blank;
        cell_->text.clear();
        fill_one(keys[i]);
    }
}

void SampleMaker::spoil(std::span<const ColumnKey> keys) {
    const auto at = [&](ColumnKey key) -> SampleCell& {
        return cells_[static_cast<std::size_t>(std::ranges::find(keys, key) - keys.begin())];
    };
    auto& id = at(ColumnKey::id_number);
    const auto turn = [](char digit) { return digit == '9' ? '0' : static_cast<char>(digit + 1); };
    id = {Kind::text, id_};
    switch (random_.below(9)) {
        case 0: id.text.back() = turn(id.text.back()); break;
        case 1: id.text.erase(6, 4); break;
        case 2: id = {}; break;
        case 3: id.text[6] = 'O'; break;
        case 4: id.text[2] = '4'; break;
        case 5: id.text[10] = '7'; break;
        case 6: at(ColumnKey::firstname) = {}; break;
        case 7: at(ColumnKey::ward).text.pop_back(); break;
        default: at(ColumnKey::ward) = {}; break;
    }
}

void SampleMaker::text(std::string_view value) {
    cell_->kind = Kind::text;
    cell_->text = value;
}

void SampleMaker::add(std::string_view value) {
    cell_->kind = Kind::text;
    cell_->text += value;
}

void SampleMaker::number(std::uint64_t value) {
    cell_->kind = Kind::number;
    append_number(cell_->text, value);
}

// What stands in a cell that its owner left open.
void SampleMaker::blank() {
    const auto marker = random_.of(lists::blanks);
    if (!marker.empty()) text(marker);
}

void SampleMaker::fill_one(ColumnKey key) {
    switch (key) {
        case ColumnKey::province: return text(place_->province);
        case ColumnKey::region: return text(place_->region);
        case ColumnKey::municipality: return text(place_->name);
        case ColumnKey::voting_station: return fill_station();
        case ColumnKey::ward: return fill_ward();
        case ColumnKey::firstname: return fill_name(firstname_);
        case ColumnKey::surname: return fill_name(surname_);
        case ColumnKey::id_number: return fill_id();
        case ColumnKey::age: return fill_age();
        case ColumnKey::gender:
            return random_.one_in(40) ? blank()
                                      : text(random_.of(man_ ? lists::male : lists::female));
        case ColumnKey::race: return text(random_.of(lists::races));
        case ColumnKey::citizenship:
            return text(resident_ ? random_.of(lists::residents) : random_.of(lists::citizens));
        case ColumnKey::language: return text(random_.of(tongue_->spellings));
        case ColumnKey::residential_address: return fill_address();
        case ColumnKey::cell_number: return fill_cell_number();
        case ColumnKey::landline_number: return fill_landline();
        case ColumnKey::email: return fill_email();
        case ColumnKey::occupation: return text(random_.of(lists::occupations));
        case ColumnKey::qualification: return text(random_.of(lists::qualifications));
        case ColumnKey::date_joined: return fill_date(joined_);
        case ColumnKey::last_payment: return random_.one_in(10) ? blank() : fill_date(paid_);
        case ColumnKey::expiry_date: return fill_expiry();
        case ColumnKey::subscription: return text(random_.of(lists::subscriptions));
        case ColumnKey::membership_amount: return fill_amount();
        case ColumnKey::status: return text(random_.of(lists::statuses));
        case ColumnKey::voting_district: return;
    }
}

void SampleMaker::fill_station() {
    text(random_.of(lists::suburbs));
    add(" ");
    add(random_.of(lists::stations));
}

void SampleMaker::fill_ward() {
    number(ward_);
    if (random_.one_in(3)) cell_->kind = Kind::text;
}

void SampleMaker::fill_name(std::string_view name) {
    text(name);
    if (random_.one_in(25)) add(" ");
    if (!random_.one_in(30)) return;
    for (auto& c : cell_->text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    }
}

void SampleMaker::fill_id() {
    text(id_);
    const auto way = random_.below(20);
    if (way == 0) {
        cell_->text.insert(10, 1, ' ').insert(6, 1, ' ');
    } else if (way == 1) {
        cell_->text.insert(10, 1, '-').insert(6, 1, '-');
    } else if (way < 8) {
        // As a number the ID loses its leading zeros.
        cell_->kind = Kind::number;
        cell_->text.erase(0, cell_->text.find_first_not_of('0'));
        if (way == 2) to_scientific();
    }
}

// 8001015009087 as 8.001015009087E+12.
void SampleMaker::to_scientific() {
    const auto exponent = cell_->text.size() - 1;
    cell_->text.insert(1, 1, '.');
    cell_->text += "E+";
    append_number(cell_->text, exponent);
}

void SampleMaker::fill_age() {
    const auto years = std::chrono::floor<std::chrono::years>(made_on - born_).count();
    random_.one_in(20) ? blank() : number(static_cast<std::uint64_t>(years));
}

void SampleMaker::fill_address() {
    if (random_.one_in(50)) return blank();
    append_number(cell_->text, 1 + random_.below(400));
    add(" ");
    add(random_.of(lists::streets));
    add(random_.one_in(2) ? " Street, " : " Rd, ");
    add(random_.of(lists::suburbs));
}

void SampleMaker::fill_cell_number() {
    const auto digits = 710'000'000 + random_.below(130'000'000);
    switch (random_.below(8)) {
        case 0: return number(digits);
        case 1: return number(27'000'000'000 + digits);
        case 2: add("+27"); return append_number(cell_->text, digits);
        case 3:
            add("0");
            append_number(cell_->text, digits);
            cell_->text.insert(6, 1, ' ').insert(3, 1, ' ');
            return;
        case 4: return random_.one_in(2) ? blank() : number(digits);
        default: add("0"); return append_number(cell_->text, digits);
    }
}

void SampleMaker::fill_landline() {
    if (!random_.one_in(5)) return blank();
    text(random_.one_in(2) ? "011 " : "(021) ");
    append_number(cell_->text, 200 + random_.below(700));
    add("-");
    append_number(cell_->text, random_.below(10'000), 4);
}

void SampleMaker::fill_email() {
    if (random_.one_in(3)) return blank();
    for (const auto name : {firstname_, surname_}) {
        for (const char c : name) {
            if (c >= 'a' && c <= 'z') cell_->text += c;
            if (c >= 'A' && c <= 'Z') cell_->text += static_cast<char>(c + ('a' - 'A'));
        }
    }
    append_number(cell_->text, random_.below(100'000));
    add(random_.one_in(2) ? "@example.org" : "@mail.example.co.za");
}

void SampleMaker::fill_date(Day day) {
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto iso_date = check::rules::iso_date(day);
    const auto iso = iso_date.view();
    const auto year = iso.substr(0, 4);
    const auto month = iso.substr(5, 2);
    const auto in_month = iso.substr(8, 2);
    const auto with = [&](std::string_view mark) {
        for (const auto part : {in_month, mark, month, mark, year})
            add(part);
    };
    switch (random_.below(10)) {
        case 0: return text(iso);
        case 1: return with("/");
        case 2: return with(random_.one_in(2) ? "." : "-");
        case 3: text(iso); return add("T00:00:00");
        case 4: {
            const std::chrono::year_month_day date{day};
            add(in_month);
            add(" ");
            add(months.at(static_cast<unsigned>(date.month()) - 1));
            add(" ");
            return add(year);
        }
        default: break;
    }
    constexpr Day zero = std::chrono::sys_days{std::chrono::year{1899} / 12 / 30};
    number(static_cast<std::uint64_t>((day - zero).count()));
    cell_->kind = Kind::date;
}

void SampleMaker::fill_expiry() {
    if (!random_.one_in(3)) return blank();
    fill_date(paid_ + std::chrono::days{730});
}

void SampleMaker::fill_amount() {
    constexpr std::array<std::string_view, 4> typed{"R120.00", "R 1 200,50", "120,00", "1,200.00"};
    if (random_.one_in(3)) return text(random_.of(typed));
    number(10 * (1 + random_.below(30)));
}

}  // namespace rollcall::cli
