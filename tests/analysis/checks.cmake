# The tests of the analysis package, and of the randomness contract against its numpy rendering.
find_package(ProjectPython)
if(NOT ProjectPython_FOUND)
  message(STATUS "tests/analysis: left out, no Python with the packages")
  return()
endif()

add_executable(regsweep-draws ${CMAKE_SOURCE_DIR}/tests/support/draws.cpp)
target_link_libraries(regsweep-draws PRIVATE regsweep_training)

add_test(NAME "analysis: all"
         COMMAND ${REGSWEEP_PYTHON} -m pytest -q -p no:cacheprovider
                 ${CMAKE_SOURCE_DIR}/tests/analysis)
# Hundreds of reports and figures: on a busy machine longer than the other tests may take, so they
# begin first.
set(analysis_environment
  REGSWEEP_DRAWS=$<TARGET_FILE:regsweep-draws> REGSWEEP=$<TARGET_FILE:regsweep>
  PYTHONDONTWRITEBYTECODE=1)
set_tests_properties("analysis: all" PROPERTIES TIMEOUT 1500 COST 500
                     ENVIRONMENT "${analysis_environment}")
