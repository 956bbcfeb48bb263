// The geography from the command line: by the stores themselves, or through the server that owns
// them.
#pragma once

#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

class GeographyDesk {
public:
    GeographyDesk() = default;
    GeographyDesk(const GeographyDesk&) = delete;
    GeographyDesk& operator=(const GeographyDesk&) = delete;
    virtual ~GeographyDesk() = default;

    // As POST /api/v1/geography answers. Refuses with not_found when the file cannot be opened.
    virtual Result<boost::json::object> import(const std::string& path, bool dry_run) = 0;
    // As GET /api/v1/geography answers.
    virtual Result<boost::json::object> show() = 0;
};

// Refuses as the stores and the data folder do.
Result<std::unique_ptr<GeographyDesk>> open_geography_desk(const Settings& settings);

}  // namespace rollcall::app
