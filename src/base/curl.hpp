// libcurl, loaded when somebody first speaks to a server. It brings thirty libraries with it, which
// every command that speaks to none, and every reader's child, would wait for at its start.
// Here, since rooms that know nothing of each other speak to servers.
#pragma once

#include <curl/curl.h>

namespace rollcall {

// Its functions by their names without the first word.
struct Curl {
    decltype(&curl_easy_init) easy_init = nullptr;
    decltype(&curl_easy_reset) easy_reset = nullptr;
    decltype(&curl_easy_setopt) easy_setopt = nullptr;
    decltype(&curl_easy_perform) easy_perform = nullptr;
    decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&curl_easy_strerror) easy_strerror = nullptr;
    decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&curl_slist_append) slist_append = nullptr;
    decltype(&curl_slist_free_all) slist_free_all = nullptr;
    decltype(&curl_mime_init) mime_init = nullptr;
    decltype(&curl_mime_addpart) mime_addpart = nullptr;
    decltype(&curl_mime_name) mime_name = nullptr;
    decltype(&curl_mime_data) mime_data = nullptr;
    decltype(&curl_mime_filedata) mime_filedata = nullptr;
    decltype(&curl_mime_free) mime_free = nullptr;
};

// Lives until the process ends. Throws Failure when the system has no libcurl.
const Curl& curl();

}  // namespace rollcall
