# The lint tests: layers, habits, includes, formatting, and tests that the lints find what they
# claim to find.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(lint_folder ${CMAKE_SOURCE_DIR}/tests/lint)

# Every source that a target of the build contains, for the lint that finds forgotten ones; when all
# targets are there.
function(list_built_sources)
  set(built_sources "")
  get_property(targets DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(sources ${target} SOURCES)
    if(sources)
      list(APPEND built_sources ${sources})
    endif()
  endforeach()
  list(TRANSFORM built_sources REPLACE "^${CMAKE_SOURCE_DIR}/" "")
  list(JOIN built_sources "\n" built_sources)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/built_sources.txt
       CONTENT "@built_sources@\n" @ONLY)
endfunction()
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL list_built_sources)

function(add_lint name script)
  add_test(NAME "lint: ${name}"
           COMMAND Python3::Interpreter ${lint_folder}/${script}.py ${CMAKE_SOURCE_DIR} ${ARGN})
endfunction()
add_lint("layers" layering)
add_lint("habits" house_rules ${CMAKE_BINARY_DIR}/generated/built_sources.txt)
add_lint("planted errors" planted)
add_lint("pages" pages)
add_lint("statements" statements)
add_lint("unity names" unity_names)
add_lint("own headers" own_headers)
add_lint("short names" short_names)
add_lint("regularizers' names" regularizer_names)
foreach(held lint short_names own_headers unity_names)
  add_test(NAME "lint: finds what it claims (${held})"
           COMMAND Python3::Interpreter ${lint_folder}/${held}_test.py)
endforeach()

# Python's form, by black with the same columns.
find_program(BLACK black)
if(BLACK)
  add_test(NAME "lint: format of Python"
           COMMAND ${BLACK} --quiet --check --line-length 100 analysis experiments tests
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endif()

# Formatting, with the one version that the files were formatted with: others disagree in details.
find_program(CLANG_FORMAT NAMES clang-format-14 clang-format)
if(CLANG_FORMAT)
  execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE clang_format_version)
  if(clang_format_version MATCHES "version 14")
    add_test(NAME "lint: format" COMMAND sh -c
             "find lib experiments tests -name '*.[ch]pp' -print0 \\
              | xargs -0 '${CLANG_FORMAT}' --dry-run --Werror"
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endif()
