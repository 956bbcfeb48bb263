# Debian's libraries, each as an imported target; headers count as system headers.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto SSL)
find_package(SQLite3 REQUIRED)
find_package(EXPAT REQUIRED)
find_package(CURL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)

# Packages without a usable CMake file of their own.
function(rollcall_pkg_config target package)
    pkg_check_modules(${package} REQUIRED IMPORTED_TARGET ${package})
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(${target} INTERFACE PkgConfig::${package})
endfunction()
rollcall_pkg_config(isal::isal libisal)
rollcall_pkg_config(utf8proc::utf8proc libutf8proc)
rollcall_pkg_config(seccomp::seccomp libseccomp)
rollcall_pkg_config(xxhash::xxhash libxxhash)
rollcall_pkg_config(sodium::sodium libsodium)
rollcall_pkg_config(xlsxwriter::xlsxwriter xlsxwriter)
rollcall_pkg_config(postgresql::libpq libpq)
rollcall_pkg_config(prometheus::core prometheus-cpp-core)

# Its headers alone: src/base/curl.cpp loads it when somebody asks for it.
add_library(curl::on_demand INTERFACE IMPORTED GLOBAL)
target_include_directories(curl::on_demand INTERFACE ${CURL_INCLUDE_DIRS})
target_link_libraries(curl::on_demand INTERFACE ${CMAKE_DL_LIBS})

add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED GLOBAL)
target_compile_definitions(tomlplusplus::tomlplusplus INTERFACE TOML_EXCEPTIONS=0)

if(ROLLCALL_TESTS)
    find_package(GTest REQUIRED)
endif()
