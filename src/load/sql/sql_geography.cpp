#include "load/sql/sql_geography.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "check/area.hpp"
#include "check/geography/ward_index.hpp"
#include "load/sql/statements.hpp"

namespace rollcall::load::sql {
namespace {

using check::geography::ByCode;
using check::geography::District;
using check::geography::Municipality;
using check::geography::PlaceList;
using check::geography::Ward;
using db::Query;
using db::Session;

std::string text_of(const Query& row, int column) {
    return std::string(row.text(column));
}

PlaceList read_list(Session& session) {
    PlaceList list;
    auto districts = session.query(statements::districts_read);
    while (districts.step()) {
        list.districts.emplace(
            text_of(districts, 0), District{text_of(districts, 1), text_of(districts, 2)}
        );
    }
    auto municipalities = session.query(statements::municipalities_read);
    while (municipalities.step()) {
        list.municipalities.emplace(
            text_of(municipalities, 0),
            Municipality{
                text_of(municipalities, 1),
                text_of(municipalities, 2),
                text_of(municipalities, 3),
                text_of(municipalities, 4)}
        );
    }
    auto wards = session.query(statements::wards_read);
    while (wards.step())
        list.wards.emplace(text_of(wards, 0), Ward{text_of(wards, 1)});
    return list;
}

std::int64_t version_of(Session& session) {
    auto state = session.query(statements::geography_state);
    return state.step() ? state.integer(0) : 0;
}

struct Read {
    std::int64_t version = 0;
    PlaceList list;
};

// A reader's statements each see what was committed before them: read between two equal versions, a
// list is of one import.
Read read_whole(Session& session) {
    for (;;) {
        Read read{version_of(session), read_list(session)};
        if (version_of(session) == read.version) return read;
    }
}

void put(Session& session, const std::string& code, const District& district) {
    auto put = session.query(statements::districts_put);
    put.with(code).with(district.name).with(district.province_code).step();
}

void put(Session& session, const std::string& code, const Municipality& municipality) {
    auto put = session.query(statements::municipalities_put);
    put.with(code)
        .with(municipality.name)
        .with(municipality.parent_code)
        .with(municipality.district_code)
        .with(municipality.province_code)
        .step();
}

void put(Session& session, const std::string& code, const Ward& ward) {
    auto put = session.query(statements::wards_put);
    put.with(code).with(ward.municipality_code).with(check::province_of_ward(code)).step();
}

template <class Place>
struct Replaced {
    const ByCode<Place>& before;
    const ByCode<Place>& after;
    std::string_view remove;  // statement
};

// Only what differs is written: a list of thousands of wards that changes in three holds nobody up.
template <class Place>
void replace_places(Session& session, const Replaced<Place>& places) {
    for (const auto& [code, place] : places.before) {
        if (places.after.contains(code)) continue;
        session.query(places.remove).with(code).step();
    }
    for (const auto& [code, place] : places.after) {
        const auto was = places.before.find(code);
        if (was == places.before.end() || !(was->second == place)) put(session, code, place);
    }
}

}  // namespace

std::shared_ptr<const check::Geography> SqlGeography::current() {
    const auto version = database_.read(version_of);
    auto held = held_.with([](const Held& kept) { return kept; });
    if (held.version == version) return held.geography;
    const auto read = database_.read(read_whole);
    held = {read.version, std::make_shared<const check::geography::WardIndex>(read.list)};
    held_.with([&](Held& kept) { kept = held; });
    return held.geography;
}

std::optional<GeographyFacts> SqlGeography::facts() {
    return database_.read([](Session& session) -> std::optional<GeographyFacts> {
        GeographyFacts facts;
        {
            auto state = session.query(statements::geography_state);
            if (!state.step()) return std::nullopt;
            facts.source = {
                .file_name = text_of(state, 1),
                .file_sha256 = text_of(state, 2),
                .imported_by = text_of(state, 3)};
            facts.imported_at = Instant{Milliseconds{state.integer(4)}};
        }
        facts.counts = counts_of(read_whole(session).list);
        return facts;
    });
}

GeographyChange SqlGeography::compare(const PlaceList& list) {
    return difference(database_.read(read_whole).list, list);
}

GeographyChange SqlGeography::replace(const PlaceList& list, const GeographySource& source) {
    return database_.write([&](Session& session) {
        session.lock("geography");
        const auto before = read_list(session);
        replace_places<District>(
            session, {before.districts, list.districts, statements::districts_remove}
        );
        replace_places<Municipality>(
            session, {before.municipalities, list.municipalities, statements::municipalities_remove}
        );
        replace_places<Ward>(session, {before.wards, list.wards, statements::wards_remove});
        session.query(statements::geography_note)
            .with(source.file_name)
            .with(source.file_sha256)
            .with(source.imported_by)
            .with(session.now())
            .step();
        const GeographyImport imported{
            .counts = counts_of(list), .change = difference(before, list)};
        if (imported_) imported_(session, source, imported);
        return imported.change;
    });
}

}  // namespace rollcall::load::sql
