// What sample people are called, where they live, and how people spell such things.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rollcall::cli::lists {

struct Municipality {
    std::string_view province;  // as people write it
    std::string_view region;
    std::string_view name;    // `CODE - Name`
    std::uint32_t ward_base;  // the first five digits of its wards
    std::uint32_t wards;
};

inline constexpr std::array municipalities{
    Municipality{"Gauteng", "City of Johannesburg", "JHB - City of Johannesburg", 79800, 135},
    Municipality{"Gauteng", "City of Tshwane", "TSH - City of Tshwane", 79900, 107},
    Municipality{"gauteng", "Ekurhuleni", "EKU - Ekurhuleni", 79700, 112},
    Municipality{"GP", "Sedibeng", "GT421 - Emfuleni", 74201, 45},
    Municipality{"KwaZulu-Natal", "eThekwini", "ETH - eThekwini", 59500, 111},
    Municipality{"KZN", "uMgungundlovu", "KZN225 - Msunduzi", 52205, 41},
    Municipality{"Western Cape", "City of Cape Town", "CPT - City of Cape Town", 19100, 116},
    Municipality{"WC", "Cape Winelands", "WC024 - Stellenbosch", 10204, 23},
    Municipality{"Eastern Cape", "Nelson Mandela Bay", "NMA - Nelson Mandela Bay", 29300, 60},
    Municipality{"Eastern Cape", "O.R. Tambo", "EC157 - King Sabata Dalindyebo", 21507, 37},
    Municipality{"Limpopo", "Capricorn", "LIM354 - Polokwane", 93504, 45},
    Municipality{"LIMPOPO", "Vhembe", "LIM344 - Makhado", 93404, 38},
    Municipality{"Mpumalanga", "Ehlanzeni", "MP326 - City of Mbombela", 83206, 45},
    Municipality{"North West", "Dr Kenneth Kaunda", "NW403 - City of Matlosana", 64003, 39},
    Municipality{"Free State", "Mangaung", "MAN - Mangaung", 49400, 51},
    Municipality{"Northern Cape", "Frances Baard", "NC091 - Sol Plaatje", 39001, 33},
};

// A language, how people spell it, and names from where it is spoken.
struct Tongue {
    std::array<std::string_view, 3> spellings;
    std::array<std::string_view, 6> women;
    std::array<std::string_view, 6> men;
    std::array<std::string_view, 8> surnames;
};

inline constexpr std::array tongues{
    Tongue{
        {"isiZulu", "Zulu", "ISIZULU"},
        {"Nomvula", "Thandeka", "Zanele", "Nokuthula", "Ntombi", "Lindiwe"},
        {"Sipho", "Bheki", "Mandla", "Sibusiso", "Themba", "Vusi"},
        {"Dlamini", "Nkosi", "Ndlovu", "Khumalo", "Zulu", "Mthembu", "Buthelezi", "Cele"}},
    Tongue{
        {"isiXhosa", "Xhosa", "isixhosa"},
        {"Nomsa", "Noluthando", "Vuyokazi", "Nosipho", "Bulelwa", "Zoleka"},
        {"Mzwandile", "Lwazi", "Siyabonga", "Luthando", "Xolani", "Ayanda"},
        {"Mbeki", "Gqola", "Mfeketo", "Ngcuka", "Sokupa", "Tshabalala", "Booi", "Jonas"}},
    Tongue{
        {"Afrikaans", "Afr", "afrikaans"},
        {"Anna-Marie", "Zo\xC3\xAB", "Elmarie", "Ren\xC3\xA9", "Annelize", "Magda"},
        {"Johan", "Andr\xC3\xA9", "Pieter", "Hendrik", "Kobus", "Francois"},
        {"van der Merwe", "Botha", "Pretorius", "du Plessis", "Nel", "Adams", "Fortuin", "Smit"}},
    Tongue{
        {"English", "Eng", "ENGLISH"},
        {"Mary-Anne", "Priya", "Fatima", "Grace", "Claire", "Nadia"},
        {"David", "Rajesh", "Yusuf", "Michael", "Kevin", "Ismail"},
        {"Naidoo", "O'Connor", "Smith", "Pillay", "Williams", "Khan", "Jacobs", "Brown"}},
    Tongue{
        {"Sepedi", "Pedi", "Northern Sotho"},
        {"Mmathapelo", "Lesego", "Mahlatse", "Pheladi", "Ngwanamohuba", "Refilwe"},
        {"Thabang", "Lesiba", "Phuti", "Matome", "Kgaogelo", "Mpho"},
        {"Mokoena", "Ledwaba", "Mathabatha", "Phala", "Sekgobela", "Maake", "Rapholo", "Manamela"}},
    Tongue{
        {"Setswana", "Tswana", "SETSWANA"},
        {"Kelebogile", "Boitumelo", "Tshegofatso", "Onalenna", "Keitumetse", "Gaone"},
        {"Kagiso", "Tebogo", "Olebogeng", "Thuso", "Katlego", "Tumelo"},
        {"Molefe", "Motsepe", "Modise", "Seleka", "Kgosana", "Mogale", "Tau", "Moagi"}},
    Tongue{
        {"Sesotho", "Sotho", "Southern Sotho"},
        {"Palesa", "Puleng", "Dineo", "Lerato", "Matshidiso", "Nthabiseng"},
        {"Tshepo", "Teboho", "Lehlohonolo", "Thabo", "Pule", "Moeketsi"},
        {"Mofokeng", "Radebe", "Moloi", "Tsotetsi", "Mokhele", "Lebona", "Motaung", "Phiri"}},
    Tongue{
        {"Xitsonga", "Tsonga", "Shangaan"},
        {"Hlengiwe", "Tintswalo", "Nkhensani", "Tsakani", "Basani", "Rirhandzu"},
        {"Hlayiseka", "Nyiko", "Vutomi", "Risuna", "Musa", "Amukelani"},
        {"Baloyi", "Maluleke", "Chauke", "Mabunda", "Nkuna", "Shiburi", "Hlungwani", "Ngobeni"}},
    Tongue{
        {"Tshivenda", "Venda", "TSHIVENDA"},
        {"Rudzani", "Mashudu", "Livhuwani", "Ndivhuwo", "Azwinndini", "Takalani"},
        {"Tshilidzi", "Mulalo", "Khathutshelo", "Rendani", "Fhatuwani", "Ndivhudza"},
        {"Netshitenzhe",
         "Mudau",
         "Ramaphosa",
         "Tshivhase",
         "Nemutanzhela",
         "Mulaudzi",
         "Madzhie",
         "Ravele"}},
};

inline constexpr std::array<std::string_view, 12> streets{
    "Main",
    "Church",
    "Vilakazi",
    "Voortrekker",
    "Biko",
    "Long",
    "Freedom",
    "Station",
    "Protea",
    "Jacaranda",
    "Sisulu",
    "Market"};
inline constexpr std::array<std::string_view, 10> suburbs{
    "Soweto",
    "Khayelitsha",
    "Umlazi",
    "Mamelodi",
    "Mdantsane",
    "Seshego",
    "Galeshewe",
    "Botshabelo",
    "Ikageng",
    "Kanyamazane"};
inline constexpr std::array<std::string_view, 6> stations{
    "Primary School",
    "High School",
    "Community Hall",
    "Methodist Church",
    "Library",
    "Clinic"};

inline constexpr std::array<std::string_view, 6> male{"Male", "Male", "male", "M", "MALE", "Mr"};
inline constexpr std::array<std::string_view, 6>
    female{"Female", "Female", "F", "Fem", "female", "Ms"};
inline constexpr std::array<std::string_view, 8>
    races{"African", "African", "Black African", "black", "Coloured", "Indian", "White", "AFRICAN"};
inline constexpr std::array<std::string_view, 5> citizens{
    "South African Citizen",
    "South African",
    "SA",
    "RSA",
    "SA Citizen"};
inline constexpr std::array<std::string_view, 2> residents{"Permanent Resident", "PR"};
inline constexpr std::array<std::string_view, 10> occupations{
    "Employed",
    "Unemployed",
    "None",
    "Self-Employed",
    "self employed",
    "Student",
    "Learner",
    "Pensioner",
    "Homemaker",
    "Retired"};
inline constexpr std::array<std::string_view, 10> qualifications{
    "Matric",
    "Grade 12",
    "Grade 10",
    "Diploma",
    "Bachelor's Degree",
    "bachelors",
    "Certificate",
    "PhD",
    "Primary School",
    "none"};
inline constexpr std::array<std::string_view, 6>
    subscriptions{"New", "Renewal", "Renewal", "renewal", "Annual", "Life"};
inline constexpr std::array<std::string_view, 6>
    statuses{"Active", "Active", "active", "Good Standing", "Expired", "Pending"};
inline constexpr std::array<std::string_view, 5> blanks{"", "", "N/A", "-", "n/a"};

}  // namespace rollcall::cli::lists
