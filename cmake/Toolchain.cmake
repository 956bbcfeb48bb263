# Warnings, sanitizers, hardening; ccache and mold where the machine has them.

add_library(rollcall_options INTERFACE)
target_compile_options(rollcall_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror -fno-omit-frame-pointer)
target_include_directories(rollcall_options INTERFACE ${CMAKE_SOURCE_DIR}/src)

if(ROLLCALL_SANITIZE)
    target_compile_options(rollcall_options INTERFACE
        -fsanitize=${ROLLCALL_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(rollcall_options INTERFACE -fsanitize=${ROLLCALL_SANITIZE})
    target_compile_definitions(rollcall_options INTERFACE ROLLCALL_SANITIZED=1)
    # Full debug information doubles the time to build; lines are enough for a sanitizer's report. To
    # optimise the tests themselves takes longer than it saves: they run once.
    target_compile_options(rollcall_options INTERFACE
        -g1 $<IF:$<BOOL:$<TARGET_PROPERTY:ROLLCALL_IS_TEST>>,-O0,-O1>)
else()
    target_compile_definitions(rollcall_options INTERFACE _GLIBCXX_ASSERTIONS)
    # tests/e2e/hardening_test.py looks for each of them in the binary.
    target_compile_options(rollcall_options INTERFACE -fstack-protector-strong -fstack-clash-protection -g1)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
        target_compile_options(rollcall_options INTERFACE -fcf-protection=full)
    endif()
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_compile_definitions(rollcall_options INTERFACE _FORTIFY_SOURCE=3)
    endif()
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    target_link_options(rollcall_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()

# GCC 12 sees uninitialised values and copies of impossible sizes in moved strings and expected
# values of its own library, in optimised and sanitized builds, that are not there.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(rollcall_options INTERFACE
        -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
    if(ROLLCALL_SANITIZE)
        target_compile_options(rollcall_options INTERFACE -Wno-maybe-uninitialized)
    endif()
endif()

# GCC 12's stable_sort uses what its own library calls deprecated; clang says so.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(rollcall_options INTERFACE -Wno-deprecated-declarations)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
    # ccache keys a precompiled header by its text.
    target_compile_options(rollcall_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
find_program(MOLD mold)
if(MOLD)
    target_link_options(rollcall_options INTERFACE -fuse-ld=mold)
endif()
