# What is installed, as its users meet it: outside of the clone.
find_package(ProjectPython)
if(NOT ProjectPython_FOUND OR NOT TARGET regsweep)
  message(STATUS "tests/packaging: left out, no Python with the packages")
  return()
endif()

foreach(check bundle clone docs install recipes)
  add_test(NAME "packaging: ${check}" COMMAND ${REGSWEEP_PYTHON} -m unittest -v ${check}_check
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/packaging)
  set_tests_properties("packaging: ${check}" PROPERTIES TIMEOUT 1500 COST 100
                       ENVIRONMENT
                       "REGSWEEP_BUILD=${CMAKE_BINARY_DIR};PYTHONDONTWRITEBYTECODE=1;NO_COLOR=1")
endforeach()
