# Targets of regsweep: what a folder becomes. Sources are the folder's *.cpp files, so adding a
# file is adding it.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# Flags every target shares; third-party headers are SYSTEM and keep quiet.
add_library(regsweep_flags INTERFACE)
target_compile_features(regsweep_flags INTERFACE cxx_std_20)
target_include_directories(regsweep_flags INTERFACE
  ${CMAKE_SOURCE_DIR}/lib ${CMAKE_BINARY_DIR}/generated)
target_compile_options(regsweep_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wno-restrict
  -Wno-stringop-overflow -fno-math-errno -fno-trapping-math -ffp-contract=fast)
# The vectors of lanes.hpp are passed between inlined functions only, so the calling convention for
# them, of which GCC warns, is never used.
target_compile_options(regsweep_flags INTERFACE -Wno-psabi)
if(REGSWEEP_WERROR)
  target_compile_options(regsweep_flags INTERFACE -Werror)
endif()
if(REGSWEEP_MARCH STREQUAL "portable")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(regsweep_flags INTERFACE -march=x86-64-v2)
  endif()
  target_compile_definitions(regsweep_flags INTERFACE REGSWEEP_PORTABLE)
elseif(REGSWEEP_MARCH STREQUAL "plain")
  target_compile_definitions(regsweep_flags INTERFACE REGSWEEP_PLAIN)
else()
  target_compile_options(regsweep_flags INTERFACE -march=${REGSWEEP_MARCH})
endif()
if(REGSWEEP_SANITIZE)
  target_compile_options(regsweep_flags INTERFACE
    -fsanitize=${REGSWEEP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(regsweep_flags INTERFACE -fsanitize=${REGSWEEP_SANITIZE})
endif()
if(REGSWEEP_DOUBLE)
  target_compile_definitions(regsweep_flags INTERFACE REGSWEEP_DOUBLE)
endif()

# Packages by short name; each folder names the ones it may see.
function(regsweep_package name)
  if(TARGET regsweep_package_${name})
    return()
  endif()
  add_library(regsweep_package_${name} INTERFACE)
  if(name STREQUAL "fmt")
    find_package(fmt REQUIRED)
    target_link_libraries(regsweep_package_fmt INTERFACE fmt::fmt)
  elseif(name STREQUAL "json")
    find_package(nlohmann_json REQUIRED)
    target_link_libraries(regsweep_package_json INTERFACE nlohmann_json::nlohmann_json)
  elseif(name STREQUAL "xxhash")
    pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
    target_link_libraries(regsweep_package_xxhash INTERFACE PkgConfig::XXHASH)
  elseif(name STREQUAL "yaml")
    find_package(yaml-cpp REQUIRED)
    target_link_libraries(regsweep_package_yaml INTERFACE yaml-cpp)
  elseif(name STREQUAL "xtensor")
    find_package(xtensor REQUIRED)
    target_link_libraries(regsweep_package_xtensor INTERFACE xtensor)
  elseif(name STREQUAL "openblas")
    pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
    # The vector functions that kernels/elementary.hpp declares on x86-64; elsewhere the C library
    # need not have them.
    set(vector_functions "")
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT REGSWEEP_MARCH STREQUAL "plain")
      set(vector_functions mvec)
    endif()
    target_link_libraries(regsweep_package_openblas INTERFACE
      PkgConfig::OPENBLAS ${vector_functions} m)
  elseif(name STREQUAL "onednn")
    # Optional: products of bf16 factors, and faster ones of float32. Its own CMake file asks for
    # OpenCL's headers, which are not used here and which the package does not depend on.
    find_library(ONEDNN_LIBRARY dnnl)
    find_path(ONEDNN_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
    if(ONEDNN_LIBRARY AND ONEDNN_INCLUDE_DIR)
      target_include_directories(regsweep_package_onednn SYSTEM INTERFACE ${ONEDNN_INCLUDE_DIR})
      target_link_libraries(regsweep_package_onednn INTERFACE ${ONEDNN_LIBRARY} gomp)
      target_compile_definitions(regsweep_package_onednn INTERFACE REGSWEEP_ONEDNN)
    else()
      message(STATUS "oneDNN is not installed (libdnnl-dev): float32 products will be slower by a "
                     "tenth, precision bf16 refused")
    endif()
  elseif(name STREQUAL "hdf5")
    find_package(HDF5 REQUIRED COMPONENTS C HL)
    target_include_directories(regsweep_package_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
    target_link_libraries(regsweep_package_hdf5 INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_LIBRARIES})
  elseif(name STREQUAL "zlib")
    find_package(ZLIB REQUIRED)
    target_link_libraries(regsweep_package_zlib INTERFACE ZLIB::ZLIB)
  elseif(name STREQUAL "png")
    find_package(PNG REQUIRED)
    target_link_libraries(regsweep_package_png INTERFACE PNG::PNG)
  elseif(name STREQUAL "openssl")
    find_package(OpenSSL REQUIRED)
    target_link_libraries(regsweep_package_openssl INTERFACE OpenSSL::Crypto)
  elseif(name STREQUAL "cli11")
    find_package(CLI11 REQUIRED)
    target_link_libraries(regsweep_package_cli11 INTERFACE CLI11::CLI11)
  elseif(name STREQUAL "random123")
    find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
    target_include_directories(regsweep_package_random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})
  else()
    message(FATAL_ERROR "unknown package ${name}")
  endif()
endfunction()

# Table of entries of a folder. ENTRIES "noise=NoiseEntry=noise_entry": every
# lib/<library>/noise/<name>.cpp defines `NoiseEntry noise_entry_<name>()`; a forgotten one is a
# link error. The generated file defines `const std::vector<NoiseEntry>& noise_entries()`,
# declared in <library>/noise_entry.hpp.
function(regsweep_entry_table library specification)
  string(REPLACE "=" ";" parts ${specification})
  list(GET parts 0 folder)
  list(GET parts 1 type)
  list(GET parts 2 prefix)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${library}/${folder}/*.cpp)
  set(declarations "")
  set(calls "")
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    string(APPEND declarations "${type} ${prefix}_${name}();\n")
    string(APPEND calls "${prefix}_${name}(), ")
  endforeach()
  string(REGEX REPLACE "y$" "ie" plural ${prefix})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${library}_${folder}_table.cpp CONTENT
"// Generated from the files of lib/${library}/${folder}; do not edit.
#include \"${library}/${prefix}.hpp\"
namespace regsweep {
${declarations}
const std::vector<${type}>& ${plural}s() {
  static const std::vector<${type}> entries{${calls}};
  return entries;
}
}  // namespace regsweep
" @ONLY)
  target_sources(regsweep_${library} PRIVATE
    ${sources} ${CMAKE_BINARY_DIR}/generated/${library}_${folder}_table.cpp)
endfunction()

# Large headers, parsed once for all libraries and once for all tests. A source then sees more
# than it includes, so builds whose sources should prove that they include what they need
# (release) go without.
function(regsweep_precompiled name)
  cmake_parse_arguments(ARG "" "" "USES;HEADERS" ${ARGN})
  if(REGSWEEP_PRECOMPILE AND NOT TARGET regsweep_precompiled_${name})
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp
         CONTENT "// Only carries the headers.\n")
    add_library(regsweep_precompiled_${name} OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
    foreach(package fmt xtensor)
      regsweep_package(${package})
      target_link_libraries(regsweep_precompiled_${name} PRIVATE regsweep_package_${package})
    endforeach()
    target_link_libraries(regsweep_precompiled_${name} PRIVATE ${ARG_USES})
    target_precompile_headers(regsweep_precompiled_${name} PRIVATE
      <algorithm> <cmath> <filesystem> <functional> <map> <memory> <optional> <string> <variant>
      <vector> <fmt/format.h> <xtensor/xtensor.hpp> ${ARG_HEADERS})
  endif()
endfunction()

function(regsweep_precompiled_for target name)
  if(REGSWEEP_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM regsweep_precompiled_${name})
  endif()
endfunction()

function(regsweep_library name)
  cmake_parse_arguments(ARG "" "" "USES;PACKAGES;ENTRIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/*.cpp)
  foreach(specification ${ARG_ENTRIES})
    string(REGEX REPLACE "=.*" "" folder ${specification})
    list(FILTER sources EXCLUDE REGEX "/lib/${name}/${folder}/")
  endforeach()
  if(NOT sources)
    message(STATUS "lib/${name} has no sources yet")
    add_library(regsweep_${name} INTERFACE)
    return()
  endif()
  # Kernels are compiled alone: how the compiler fuses multiplications with additions, and so their
  # bits, must not depend on which files stand beside them.
  file(GLOB kernels CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/kernels/*.cpp)
  set_source_files_properties(${kernels} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(regsweep_${name} STATIC ${sources})
  regsweep_precompiled(libraries USES regsweep_flags)
  regsweep_precompiled_for(regsweep_${name} libraries)
  foreach(folder ${ARG_ENTRIES})
    regsweep_entry_table(${name} ${folder})
  endforeach()
  target_link_libraries(regsweep_${name} PUBLIC regsweep_flags)
  foreach(used ${ARG_USES})
    target_link_libraries(regsweep_${name} PUBLIC regsweep_${used})
  endforeach()
  foreach(package fmt ${ARG_PACKAGES})
    regsweep_package(${package})
    target_link_libraries(regsweep_${name} PUBLIC regsweep_package_${package})
  endforeach()
endfunction()

function(regsweep_program name folder)
  cmake_parse_arguments(ARG "" "" "USES;PACKAGES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  foreach(used ${ARG_USES})
    target_link_libraries(${name} PRIVATE regsweep_${used})
  endforeach()
  foreach(package ${ARG_PACKAGES})
    regsweep_package(${package})
    target_link_libraries(${name} PRIVATE regsweep_package_${package})
  endforeach()
endfunction()

# One test program per folder of tests/: tests/<folder>/*_test.cpp. Each file is a namespace of its
# name, so that a unity build may compile a dozen of them as one.
function(regsweep_tests folder)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  if(NOT TARGET regsweep_test_main)
    add_library(regsweep_test_main STATIC ${CMAKE_SOURCE_DIR}/tests/support/main.cpp)
    target_include_directories(regsweep_test_main PUBLIC ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(regsweep_test_main PUBLIC
      REGSWEEP_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(regsweep_test_main PUBLIC Catch2::Catch2 regsweep_flags)
    add_library(regsweep_test_flags INTERFACE)
    if(REGSWEEP_SANITIZE MATCHES undefined)
      # Undefined behaviour is looked for in the libraries; looking for it in the tests would double
      # the time to compile them.
      target_compile_options(regsweep_test_flags INTERFACE -fno-sanitize=undefined)
    endif()
    regsweep_precompiled(tests
      USES regsweep_test_main regsweep_test_flags HEADERS <catch2/catch.hpp>)
  endif()
  add_executable(test_${folder} ${sources})
  # The code under test is in the libraries; optimizing Catch's macros costs much time.
  target_compile_options(test_${folder} PRIVATE -O1)
  regsweep_precompiled_for(test_${folder} tests)
  target_link_libraries(test_${folder} PRIVATE regsweep_test_main)
  foreach(used ${ARG_USES})
    target_link_libraries(test_${folder} PRIVATE regsweep_${used})
  endforeach()
  target_link_libraries(test_${folder} PRIVATE regsweep_test_flags)  # the last word
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/test_${folder}.cmake CONTENT
"set(folder ${folder})
set(program $<TARGET_FILE:test_${folder}>)
include(${CMAKE_SOURCE_DIR}/lib/cmake/RegsweepDiscover.cmake)
")
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY
    TEST_INCLUDE_FILES ${CMAKE_BINARY_DIR}/generated/test_${folder}.cmake)
endfunction()

function(regsweep_benchmarks folder)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  find_package(benchmark QUIET)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_bench.cpp)
  if(NOT benchmark_FOUND OR NOT sources)
    return()
  endif()
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE regsweep_flags benchmark::benchmark)
    foreach(used ${ARG_USES})
      target_link_libraries(${name} PRIVATE regsweep_${used})
    endforeach()
  endforeach()
endfunction()
