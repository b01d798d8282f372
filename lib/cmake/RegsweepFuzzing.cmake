# The fuzz targets: test_fuzz replays their corpora like any test; fuzz_readers (not part of
# `all`) searches with libFuzzer.
#
# libFuzzer's driver is one archive of Debian's libclang-rt-dev and works with GCC too: GCC's
# -fsanitize-coverage reports branches and comparisons, and tests/fuzz/coverage.cpp counts them.
# So one build with sanitizers serves the tests and the fuzzer.
#
#   REGSWEEP_FUZZ=ON    the libraries named in COVERED report their branches, and fuzz_readers can
#                       be built

option(REGSWEEP_FUZZ "Let libraries report coverage to libFuzzer (GCC)" OFF)

function(regsweep_fuzzing)
  cmake_parse_arguments(ARG "" "" "USES;COVERED" ${ARGN})
  set(folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
  add_library(regsweep_fuzz_targets STATIC
    ${folder}/targets.cpp ${folder}/foreign_tree.cpp ${folder}/edited_checkpoint.cpp)
  target_include_directories(regsweep_fuzz_targets PUBLIC ${CMAKE_SOURCE_DIR}/tests)
  foreach(used ${ARG_USES})
    target_link_libraries(regsweep_fuzz_targets PUBLIC regsweep_${used})
  endforeach()
  regsweep_tests(fuzz USES fuzz_targets)

  add_library(regsweep_fuzz_coverage STATIC EXCLUDE_FROM_ALL ${folder}/coverage.cpp)
  set(driver_name libclang_rt.fuzzer_no_main-${CMAKE_SYSTEM_PROCESSOR}.a)
  file(GLOB archives /usr/lib/llvm-*/lib/clang/*/lib/linux/${driver_name})
  list(POP_BACK archives driver)
  # libFuzzer also defines the callback that GCC's instrumentation calls, only to report that it no
  # longer supports it. Of the two definitions the linker takes the first one, ours.
  add_executable(fuzz_readers EXCLUDE_FROM_ALL ${folder}/fuzz_main.cpp ${folder}/coverage.cpp)
  target_link_options(fuzz_readers PRIVATE -Wl,--allow-multiple-definition)
  target_link_libraries(fuzz_readers PRIVATE regsweep_fuzz_targets ${driver})
  set_target_properties(regsweep_fuzz_targets regsweep_fuzz_coverage fuzz_readers
                        PROPERTIES UNITY_BUILD OFF)
  if(REGSWEEP_FUZZ)
    foreach(covered ${ARG_COVERED})
      target_compile_options(regsweep_${covered} PRIVATE -fsanitize-coverage=trace-pc,trace-cmp)
      target_link_libraries(regsweep_${covered} PUBLIC regsweep_fuzz_coverage)
    endforeach()
  endif()
endfunction()
