// The lists that look-ups read. The stored name of a choice is a spelling of it too.
#pragma once

#include <array>

#include "check/rules/look_up.hpp"

namespace rollcall::check::rules {

inline constexpr std::array gender_choices{
    Choice{"Male", {"m", "man", "mr"}},
    Choice{"Female", {"f", "woman", "mrs", "ms", "miss", "fem"}},
    Choice{"Other", {"o", "x", "non-binary"}},
    Choice{"Prefer not to say", {"not specified"}},
};

inline constexpr std::array race_choices{
    Choice{"African", {"black", "black african", "a"}},
    Choice{"Coloured", {"c", "cape coloured"}},
    Choice{"Indian", {"asian", "south asian", "i"}},
    Choice{"White", {"w", "caucasian"}},
    Choice{"Other", {"mixed"}},
    Choice{"Prefer not to say", {}},
};

inline constexpr std::array citizenship_choices{
    Choice{
        "South African Citizen",
        {"south african", "south africa", "sa", "sa citizen", "rsa", "citizen"}},
    Choice{"Permanent Resident", {"pr"}},
    Choice{"Temporary Resident", {}},
    Choice{"Refugee", {"asylum seeker"}},
    Choice{"Other", {"foreign", "foreigner"}},
};

inline constexpr std::array language_choices{
    Choice{"Afrikaans", {"afr"}},
    Choice{"English", {"eng"}},
    Choice{"isiNdebele", {"ndebele"}},
    Choice{"isiXhosa", {"xhosa"}},
    Choice{"isiZulu", {"zulu"}},
    Choice{"Sepedi", {"pedi", "north sotho", "northern sotho"}},
    Choice{"Sesotho", {"sotho", "south sotho", "southern sotho"}},
    Choice{"Setswana", {"tswana"}},
    Choice{"siSwati", {"swati", "swazi"}},
    Choice{"Tshivenda", {"venda"}},
    Choice{"Xitsonga", {"tsonga", "shangaan"}},
    Choice{"Other", {}},
};

inline constexpr std::array occupation_choices{
    Choice{"Employed", {}},
    Choice{"Unemployed", {"none", "not employed", "jobless"}},
    Choice{"Self-Employed", {"business owner", "entrepreneur"}},
    Choice{"Retired", {"retiree", "pensioner"}},
    Choice{"Student", {"learner", "scholar", "pupil"}},
    Choice{"Homemaker", {}},
    Choice{"Other", {}},
    Choice{"Not Specified", {}},
};

inline constexpr std::array qualification_choices{
    Choice{"No Formal Education", {"none"}},
    Choice{"Primary", {"primary school", "grade 7"}},
    Choice{"Secondary", {"grade 8", "grade 9", "grade 10", "grade 11", "high school"}},
    Choice{"Matric", {"grade 12"}},
    Choice{"Certificate", {}},
    Choice{"Diploma", {}},
    Choice{"Bachelor's Degree", {"degree", "bachelor", "bachelors"}},
    Choice{"Honours", {}},
    Choice{"Master's Degree", {"masters"}},
    Choice{"Doctoral Degree", {"phd", "doctorate"}},
};

inline constexpr std::array subscription_choices{
    Choice{"New", {}},
    Choice{"Renewal", {}},
    Choice{"Annual", {}},
    Choice{"Life", {}},
    Choice{"Student", {}},
    Choice{"Honorary", {}},
};

inline constexpr std::array status_choices{
    Choice{"Active", {"good standing"}},
    Choice{"Expired", {}},
    Choice{"Suspended", {}},
    Choice{"Cancelled", {}},
    Choice{"Pending", {}},
    Choice{"Inactive", {}},
};

inline constexpr std::array province_choices{
    Choice{"WC", {"western cape", "western cape province"}},
    Choice{"EC", {"eastern cape", "eastern cape province"}},
    Choice{"NC", {"northern cape", "northern cape province"}},
    Choice{"FS", {"free state", "free state province", "orange free state"}},
    Choice{
        "KZN",
        {"kwazulu-natal", "kwa-zulu natal", "kwazulunatal", "kn", "kwazulu-natal province"}},
    Choice{"NW", {"north west", "north west province", "northwest"}},
    Choice{"GP", {"gauteng", "gauteng province", "gt", "gau"}},
    Choice{"MP", {"mpumalanga", "mpumalanga province"}},
    Choice{"LP", {"limpopo", "limpopo province", "lim"}},
};

}  // namespace rollcall::check::rules
