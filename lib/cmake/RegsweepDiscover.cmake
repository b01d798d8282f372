# Read by ctest, not by the build: asks a Catch2 program for its test cases and registers each as
# a test "<folder>: <name>". Names may contain anything (Catch2's own script breaks at a semicolon
# or bracket, and then runs nothing and calls it passed); a name that Catch2 does not find fails
# here, and so does a test case that asserts nothing.
#
# To be set before: `folder`, `program`.

if(NOT EXISTS ${program})
  add_test("${folder}: is not built" ${program})
  return()
endif()
# The exit code is the number of names, so it says nothing about success.
execute_process(COMMAND ${program} --list-test-names-only
                OUTPUT_VARIABLE names ERROR_VARIABLE complaint)
if(names STREQUAL "")
  add_test("${folder}: does not list its tests" ${program} --list-test-names-only)
endif()
while(NOT names STREQUAL "")
  string(FIND "${names}" "\n" end)
  string(SUBSTRING "${names}" 0 ${end} name)
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${names}" ${end} -1 names)
  string(REGEX REPLACE "([][\\,\"*~])" "\\\\\\1" pattern "${name}")
  add_test("${folder}: ${name}" ${program} --warn NoAssertions "${pattern}")
  set_tests_properties("${folder}: ${name}" PROPERTIES
                       ENVIRONMENT OPENBLAS_NUM_THREADS=1 FAIL_REGULAR_EXPRESSION "No tests ran")
endwhile()
