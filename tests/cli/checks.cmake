# The command line as a user meets it: every command on a sweep of seconds, interruptions, errors
# and exit codes.
find_package(ProjectPython)
if(NOT ProjectPython_FOUND)
  message(STATUS "tests/cli: left out, no Python with the packages")
  return()
endif()

if(TARGET regsweep)
  foreach(check commands data errors help interruptions json kernels memory own_data parameters
                probe_again probe_masks probes programs recovery reference sequences sharing
                token_probes trials version)
    add_test(NAME "cli: ${check}" COMMAND ${REGSWEEP_PYTHON} -m unittest -v ${check}_check
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/cli)
    set_tests_properties("cli: ${check}" PROPERTIES TIMEOUT 600
                         ENVIRONMENT
                         "REGSWEEP=$<TARGET_FILE:regsweep>;PYTHONDONTWRITEBYTECODE=1;NO_COLOR=1")
    set_property(TEST "cli: ${check}" APPEND PROPERTY
                 ENVIRONMENT "REGSWEEP_SOURCES=$<TARGET_FILE:regsweep_sources>")
  endforeach()
endif()
