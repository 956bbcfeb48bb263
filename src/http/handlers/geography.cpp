// The list of wards that an administrator imports.
#include <string>

#include "base/assert.hpp"
#include "http/geography_view.hpp"
#include "http/handlers/handlers.hpp"
#include "http/handlers/upload_options.hpp"

namespace rollcall::http::handlers {
namespace {

Result<load::GeographyImport> take(const Call& call, const UploadForm& form) {
    const auto options = read_options(form.fields, call.now());
    if (!options) return std::unexpected(options.error());
    return call.services.geography.import(
        {.source =
             {.file_name = form.file_name,
              .file_sha256 = form.file.sha256,
              .imported_by = call.who().email,
              .importer_id = call.who().user_id,
              .origin = call.request.head.peer},
         .dry_run = options->dry_run}
    );
}

}  // namespace

Answer geography(const Call& call) {
    return succeed(
        {.message = "Geography found", .data = geography_view(call.services.geography.facts())},
        call.now()
    );
}

Answer geography_import(const Call& call) {
    ROLLCALL_ASSERT(call.request.upload.has_value());
    const auto& form = *call.request.upload;
    const auto imported = take(call, form);
    // What was read is in the database; nobody asks for its bytes again.
    remove_unless_wanted(call, form.file.sha256);
    if (!imported) return std::unexpected(imported.error());
    return succeed(
        {.message = imported->dry_run ? "The geography fits; nothing was changed"
                                      : "Geography imported; it holds from the next job on",
         .data = import_view(*imported)},
        call.now()
    );
}

}  // namespace rollcall::http::handlers
