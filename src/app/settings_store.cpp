#include "app/settings_store.hpp"

#include <array>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "app/settings.hpp"
#include "app/settings_values.hpp"
#include "base/result.hpp"
#include "spool/s3/settings.hpp"

namespace rollcall::app {
namespace {

Result<void> set_file_store(Settings& settings, std::string_view text) {
    constexpr std::string_view folder = "file:///";
    const bool is_folder = text.starts_with(folder) && text.size() > folder.size();
    if (!text.empty() && text != "postgres" && !is_folder && !spool::s3::parse_place(text)) {
        return refuse(
            Errc::validation_error, "empty, postgres, file:///path or s3://bucket/prefix"
        );
    }
    settings.file_store = std::string(text);
    return {};
}

Result<void> set_s3_endpoint(Settings& settings, std::string_view text) {
    settings.s3_endpoint.clear();
    if (text.empty()) return {};
    auto endpoint = spool::s3::parse_endpoint(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    settings.s3_endpoint = *std::move(endpoint);
    return {};
}

using S = Settings;

constexpr std::array table{
    Setting{
        "FILE_STORE",
        "where files lie: postgres, file:///path or s3://bucket/prefix; empty: as DATABASE_URL "
        "says",
        false,
        set_file_store,
        show_text<&S::file_store>},
    Setting{
        "S3_ENDPOINT",
        "address of the S3 service; empty: Amazon's",
        false,
        set_s3_endpoint,
        show_text<&S::s3_endpoint>},
    Setting{
        "S3_REGION",
        "region of the bucket",
        false,
        set_text<&S::s3_region>,
        show_text<&S::s3_region>},
    Setting{
        "AWS_ACCESS_KEY_ID",
        "who asks for the bucket",
        false,
        set_text<&S::aws_access_key_id>,
        show_text<&S::aws_access_key_id>},
    Setting{
        "AWS_SECRET_ACCESS_KEY",
        "and the secret that shows it",
        true,
        set_text<&S::aws_secret_access_key>,
        show_text<&S::aws_secret_access_key>},
};

}  // namespace

std::span<const Setting> store_settings() {
    return table;
}

}  // namespace rollcall::app
