#include "base/curl.hpp"

#include <string>

#include <dlfcn.h>

#include "base/failure.hpp"

namespace rollcall {
namespace {

// The number of its binary interface, the same since 2006.
constexpr const char* file_name = "libcurl.so.4";

class Library {
public:
    Library() : handle_(::dlopen(file_name, RTLD_NOW | RTLD_LOCAL)) {
        if (handle_ == nullptr) fail();
    }

    template <class Function>
    void find(Function*& function, const char* name) const {
        function = reinterpret_cast<Function*>(::dlsym(handle_, name));
        if (function == nullptr) fail();
    }

private:
    [[noreturn]] static void fail() {
        throw Failure(std::string("speaking to a server takes libcurl 4: ") + ::dlerror());
    }

    void* handle_;
};

Curl load() {
    const Library library;
    Curl curl;
    library.find(curl.easy_init, "curl_easy_init");
    library.find(curl.easy_reset, "curl_easy_reset");
    library.find(curl.easy_setopt, "curl_easy_setopt");
    library.find(curl.easy_perform, "curl_easy_perform");
    library.find(curl.easy_getinfo, "curl_easy_getinfo");
    library.find(curl.easy_strerror, "curl_easy_strerror");
    library.find(curl.easy_cleanup, "curl_easy_cleanup");
    library.find(curl.slist_append, "curl_slist_append");
    library.find(curl.slist_free_all, "curl_slist_free_all");
    library.find(curl.mime_init, "curl_mime_init");
    library.find(curl.mime_addpart, "curl_mime_addpart");
    library.find(curl.mime_name, "curl_mime_name");
    library.find(curl.mime_data, "curl_mime_data");
    library.find(curl.mime_filedata, "curl_mime_filedata");
    library.find(curl.mime_free, "curl_mime_free");
    return curl;
}

}  // namespace

const Curl& curl() {
    static const Curl loaded = load();
    return loaded;
}

}  // namespace rollcall
