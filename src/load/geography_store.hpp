// The contract of the stored geography: what an administrator imported, and how it is replaced.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "check/area.hpp"
#include "check/geography/place_list.hpp"

namespace rollcall::load {

// Where a geography comes from.
struct GeographySource {
    std::string file_name;
    std::string file_sha256;
    std::string imported_by;  // an address
    // For the audit alone: whose address that is, and where from, as an address on the network;
    // empty: the command line.
    std::string importer_id = {};
    std::string origin = {};
};

struct PlaceCounts {
    std::uint64_t wards = 0;
    std::uint64_t municipalities = 0;  // sub-regions and their metros, too
    std::uint64_t districts = 0;
    bool operator==(const PlaceCounts&) const = default;
};

struct GeographyFacts {
    GeographySource source;
    Instant imported_at{};
    PlaceCounts counts;
};

// By how much two geographies differ.
struct GeographyChange {
    PlaceCounts added = {};
    PlaceCounts changed = {};
    PlaceCounts removed = {};
    bool operator==(const GeographyChange&) const = default;
};

// What an import did, or would do.
struct GeographyImport {
    PlaceCounts counts;  // of what is there afterwards
    GeographyChange change;
    bool dry_run = false;
};

PlaceCounts counts_of(const check::geography::PlaceList& list);

GeographyChange
difference(const check::geography::PlaceList& before, const check::geography::PlaceList& after);

// Safe from any thread; throws Failure when the store does not answer.
class GeographyStore {
public:
    GeographyStore() = default;
    GeographyStore(const GeographyStore&) = delete;
    GeographyStore& operator=(const GeographyStore&) = delete;
    virtual ~GeographyStore() = default;

    // The geography as it is now, whichever process imported it; not `known` where none was. Kept
    // in memory until it changes; who holds it goes on with it.
    virtual std::shared_ptr<const check::Geography> current() = 0;

    // Nothing: none was imported.
    virtual std::optional<GeographyFacts> facts() = 0;

    // What `replace` would change.
    virtual GeographyChange compare(const check::geography::PlaceList& list) = 0;

    // Puts the list in place of what is there, in one transaction with what the audit has of it:
    // what is not recorded is not imported. The same again changes nothing but where it comes from.
    virtual GeographyChange
    replace(const check::geography::PlaceList& list, const GeographySource& source) = 0;
};

}  // namespace rollcall::load
