#include "spool/s3/bucket.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "spool/s3/answer.hpp"
#include "spool/s3/http.hpp"
#include "spool/s3/settings.hpp"
#include "spool/s3/signature.hpp"
#include "spool/s3/xml.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr const char* sha256_header = "x-amz-meta-sha256";
constexpr Milliseconds wait_max{5'000};

void wait_quietly(Milliseconds time) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable().wait_for(lock, time, [] { return false; });
}

std::string host_of(std::string_view endpoint) {
    return std::string(endpoint.substr(endpoint.find("//") + 2));
}

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string header(const HttpAnswer& answer, const std::string& name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
}

Object object_of(std::string key, const HttpAnswer& answer) {
    return {
        .key = std::move(key),
        .size = number_in(header(answer, "content-length")),
        .changed = {},
        .sha256 = header(answer, sha256_header)};
}

}  // namespace

Bucket::Bucket(S3Settings settings) : settings_(std::move(settings)), http_(settings_.timeouts) {
    if (!settings_.wait) settings_.wait = wait_quietly;
}

HttpRequest Bucket::signed_request(const Step& step) const {
    Unsigned request;
    request.method = step.method;
    request.path = "/" + settings_.place.bucket;
    if (!step.key.empty()) request.path += "/" + settings_.place.prefix + step.key;
    request.query = step.query;
    request.headers = step.headers;
    request.headers["host"] = host_of(settings_.endpoint);
    request.payload_sha256 = step.body_sha256.empty() ? sha256_hex(step.body) : step.body_sha256;
    sign(request, settings_.key, SystemClock().now());
    HttpRequest sent;
    sent.method = request.method;
    sent.url = settings_.endpoint + percent_encode(request.path, true);
    if (!request.query.empty()) sent.url += "?" + encoded_query(request.query);
    sent.headers = std::move(request.headers);
    sent.body = step.body;
    return sent;
}

// Every step may be sent twice: it names its object, and what a repeated begin leaves is swept.
HttpAnswer Bucket::run(const Step& step, const Sink* sink) {
    auto wait = settings_.first_wait;
    for (std::uint32_t next_try = 1;; ++next_try) {
        int error = 0;
        TakeBytes take;
        if (sink != nullptr) take = [&](auto bytes) { return (error = sink->take(bytes)) == 0; };
        const auto answer = http_.run(signed_request(step), take);
        if (error != 0) throw_errno(step.what, error);
        if (!may_pass(answer)) return answer;
        if (next_try >= settings_.tries_max) throw_answer(step.what, answer);
        // Chance keeps those apart who were refused together.
        const auto chance = random_below(static_cast<std::uint64_t>(wait.count()) + 1);
        settings_.wait(wait + Milliseconds(static_cast<std::int64_t>(chance)));
        wait = std::min(wait * 2, wait_max);
        if (sink != nullptr) sink->restart();
    }
}

HttpAnswer Bucket::must(const Step& step) {
    auto answer = run(step);
    // Joining and copying take so long that the service begins its answer before it knows its end.
    if (!is_good(answer) || !error_code(answer).empty()) throw_answer(step.what, answer);
    return answer;
}

void Bucket::put(const std::string& key, const Content& content) {
    Step step{
        .what = "put an object",
        .method = "PUT",
        .key = key,
        .query = {},
        .headers = {},
        .body = content.bytes,
        .body_sha256 = content.sha256};
    step.headers[sha256_header] = content.sha256;
    must(step);
}

std::optional<Object> Bucket::get(const std::string& key, const Sink& sink) {
    const auto answer = run({.what = "get an object", .method = "GET", .key = key}, &sink);
    if (is_missing(answer)) return std::nullopt;
    if (!is_good(answer)) throw_answer("get an object", answer);
    return object_of(key, answer);
}

std::optional<Object> Bucket::find(const std::string& key) {
    // A HEAD that is refused has no body to tell a missing object from a missing bucket.
    std::optional<Object> found;
    for_each(key, [&](const Object& object) {
        if (object.key == key) found = object;
    });
    return found;
}

void Bucket::remove(const std::string& key) {
    const auto answer = run({.what = "remove an object", .method = "DELETE", .key = key});
    if (!is_good(answer) && !is_missing(answer)) throw_answer("remove an object", answer);
}

void Bucket::copy_to(const std::string& key, const CopyOf& source) {
    Step step{.what = "copy an object", .method = "PUT", .key = key};
    const auto from = "/" + settings_.place.bucket + "/" + settings_.place.prefix + source.from;
    step.headers = {
        {"x-amz-copy-source", percent_encode(from, true)},
        {"x-amz-metadata-directive", "REPLACE"},
        {sha256_header, source.sha256}};
    must(step);
}

PartedUpload Bucket::begin_parts(const std::string& key) {
    const auto answer = must(
        {.what = "begin an upload in parts",
         .method = "POST",
         .key = key,
         .query = {{"uploads", ""}}}
    );
    PartedUpload upload{key, text_of(answer.body, "UploadId"), {}};
    if (upload.id.empty()) throw Failure("begin an upload in parts: S3 named none");
    return upload;
}

std::string
Bucket::put_part(const PartedUpload& upload, std::size_t number, std::string_view bytes) {
    const auto answer = must(
        {.what = "put a part",
         .method = "PUT",
         .key = upload.key,
         .query = {{"partNumber", std::to_string(number)}, {"uploadId", upload.id}},
         .headers = {},
         .body = bytes}
    );
    auto tag = header(answer, "etag");
    if (tag.empty()) throw Failure("put a part: S3 gave it no tag");
    return tag;
}

void Bucket::join_parts(const PartedUpload& upload, const std::vector<std::string>& tags) {
    std::string body = "<CompleteMultipartUpload>";
    for (std::size_t i = 0; i < tags.size(); ++i) {
        body += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + tags[i] +
                "</ETag></Part>";
    }
    body += "</CompleteMultipartUpload>";
    const Step step{
        .what = "join the parts of an upload",
        .method = "POST",
        .key = upload.key,
        .query = {{"uploadId", upload.id}},
        .headers = {},
        .body = body};
    const auto answer = run(step);
    // The answer to a first try may have been lost: then there is an object and no upload.
    if (error_code(answer) == "NoSuchUpload" && find(upload.key)) return;
    if (!is_good(answer) || !error_code(answer).empty()) throw_answer(step.what, answer);
}

void Bucket::drop_parts(const PartedUpload& upload) {
    const Step step{
        .what = "drop the parts of an upload",
        .method = "DELETE",
        .key = upload.key,
        .query = {{"uploadId", upload.id}}};
    const auto answer = run(step);
    if (!is_good(answer) && !is_missing(answer)) throw_answer(step.what, answer);
}

void Bucket::for_each(
    const std::string& key_prefix,
    const std::function<void(const Object&)>& use
) {
    const auto& prefix = settings_.place.prefix;
    Step step{.what = "list objects", .method = "GET"};
    step.query = {
        {"list-type", "2"},
        {"max-keys", std::to_string(settings_.page_entries)},
        {"prefix", prefix + key_prefix}};
    for (bool is_cut = true; is_cut;) {
        const auto answer = must(step);
        const auto contents = all_inside(answer.body, "Contents");
        for (const auto& each : contents) {
            const auto key = text_of(each, "Key");
            // The next page begins after this key, also when it is gone by then.
            step.query["start-after"] = key;
            if (!key.starts_with(prefix))
                throw Failure("list objects: S3 listed one not asked for");
            use(
                {.key = key.substr(prefix.size()),
                 .size = number_in(inside(each, "Size")),
                 .changed = parse_time(inside(each, "LastModified")),
                 .sha256 = {}}
            );
        }
        is_cut = inside(answer.body, "IsTruncated") == "true" && !contents.empty();
    }
}

std::vector<PartedUpload> Bucket::parted_uploads(const std::string& key_prefix) {
    const auto& prefix = settings_.place.prefix;
    const Step step{
        .what = "list uploads in parts",
        .method = "GET",
        .key = {},
        .query = {{"prefix", prefix + key_prefix}, {"uploads", ""}}};
    const auto answer = run(step);
    if (error_code(answer) == "NotImplemented") return {};
    if (!is_good(answer)) throw_answer(step.what, answer);
    std::vector<PartedUpload> uploads;
    for (const auto& each : all_inside(answer.body, "Upload")) {
        const auto key = text_of(each, "Key");
        if (!key.starts_with(prefix)) continue;
        uploads.push_back(
            {key.substr(prefix.size()),
             text_of(each, "UploadId"),
             parse_time(inside(each, "Initiated"))}
        );
    }
    return uploads;
}

}  // namespace rollcall::spool::s3
