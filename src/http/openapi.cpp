#include "http/openapi.hpp"

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "base/text.hpp"
#include "http/routes.hpp"

namespace rollcall::http {
namespace {

namespace json = boost::json;

// "/status/:jobId" -> "/status/{jobId}", and the names in it.
struct Path {
    std::string text;
    json::array parameters;
};

Path path_of(std::string_view pattern) {
    Path path;
    while (!pattern.empty()) {
        pattern.remove_prefix(1);
        const auto segment = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(segment.size());
        if (!segment.starts_with(':')) {
            path.text.append("/").append(segment);
            continue;
        }
        const auto name = segment.substr(1);
        path.text.append("/{").append(name).append("}");
        path.parameters.push_back(json::object{
            {"name", name},
            {"in", "path"},
            {"required", true},
            {"schema", {{"type", "string"}}},
        });
    }
    return path;
}

json::object reference(std::string_view what) {
    return {{"$ref", "#/components/" + std::string(what)}};
}

void add_parameters(const Route& route, json::array& parameters) {
    for (const auto& one : route.parameters) {
        if (one.place == Parameter::Place::form) continue;
        parameters.push_back(json::object{
            {"name", one.name},
            {"in", one.place == Parameter::Place::query ? "query" : "header"},
            {"description", one.meaning},
            {"schema", {{"type", one.type}}},
        });
    }
}

json::object form_of(const Route& route) {
    json::object properties{
        {"file", {{"type", "string"}, {"contentMediaType", "application/octet-stream"}}}};
    for (const auto& one : route.parameters) {
        if (one.place != Parameter::Place::form) continue;
        properties[one.name] = json::object{{"type", one.type}, {"description", one.meaning}};
    }
    return {
        {"required", true},
        {"content",
         {{"multipart/form-data",
           {{"schema",
             {{"type", "object"},
              {"required", json::array{"file"}},
              {"properties", std::move(properties)}}}}}}},
    };
}

json::object body_of(const Route& route) {
    if (route.body == BodyKind::upload) return form_of(route);
    return {
        {"required", false},
        {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}},
    };
}

json::object operation_of(const Route& route, json::array parameters) {
    add_parameters(route, parameters);
    json::object operation{
        {"operationId", route.name},
        {"summary", route.summary},
        {"responses",
         {
             {"200", {{"description", "Done"}}},
             {"default", reference("responses/Error")},
         }},
    };
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (route.body != BodyKind::none) operation["requestBody"] = body_of(route);
    if (!route.action) operation["security"] = json::array();
    return operation;
}

json::object components() {
    const json::object text{{"type", "string"}};
    const json::object error{
        {"type", "object"},
        {"required", {"success", "message", "error", "timestamp"}},
        {"properties",
         {
             {"success", {{"const", false}}},
             {"message", text},
             {"error",
              {{"type", "object"},
               {"required", {"code", "message", "details", "path", "method", "request_id"}},
               {"properties",
                {{"code", text},
                 {"message", text},
                 {"details", {{"type", {"object", "null"}}}},
                 {"path", text},
                 {"method", text},
                 {"request_id", text}}}}},
             {"timestamp", {{"type", "string"}, {"format", "date-time"}}},
         }},
    };
    return {
        {"securitySchemes",
         {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}},
        {"schemas", {{"Error", error}}},
        {"responses",
         {{"Error",
           {{"description", "What was wrong, where, and what to do next"},
            {"content", {{"application/json", {{"schema", reference("schemas/Error")}}}}}}}}},
    };
}

}  // namespace

json::object openapi_page(std::string_view version) {
    json::object paths;
    for (const auto& route : routes()) {
        auto path = path_of(route.pattern);
        auto& item = paths[path.text];
        if (!item.is_object()) item = json::object();
        item.as_object()[fold_case(route.method)] = operation_of(route, std::move(path.parameters));
    }
    return {
        {"openapi", "3.1.0"},
        {"info", {{"title", "Rollcall"}, {"version", version}}},
        {"security", json::array{json::object{{"bearer", json::array()}}}},
        {"paths", std::move(paths)},
        {"components", components()},
    };
}

}  // namespace rollcall::http
