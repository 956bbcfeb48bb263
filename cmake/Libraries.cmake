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
rollcall_pkg_config(hiredis::hiredis hiredis)
# It asks for 64 bit file offsets, which these machines have anyway and a precompiled header must not
# be told of afterwards.
set_property(TARGET PkgConfig::hiredis PROPERTY INTERFACE_COMPILE_OPTIONS "")
rollcall_pkg_config(prometheus::core prometheus-cpp-core)

# Its headers alone: src/base/curl.cpp loads it when somebody asks for it.
add_library(curl::on_demand INTERFACE IMPORTED GLOBAL)
target_include_directories(curl::on_demand INTERFACE ${CURL_INCLUDE_DIRS})
target_link_libraries(curl::on_demand INTERFACE ${CMAKE_DL_LIBS})

add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED GLOBAL)
target_compile_definitions(tomlplusplus::tomlplusplus INTERFACE TOML_EXCEPTIONS=0)

# Asio, compiled once for the rooms with sockets.
add_library(rollcall_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_link_libraries(rollcall_asio PUBLIC rollcall_options Boost::headers OpenSSL::SSL Threads::Threads)
target_compile_definitions(rollcall_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_TS_EXECUTORS)
if(ROLLCALL_SANITIZE MATCHES "thread")
    # ThreadSanitizer knows no fences; Asio's locks carry the order without them.
    target_compile_definitions(rollcall_asio PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

if(ROLLCALL_TESTS)
    find_package(GTest REQUIRED)
endif()
