# Faults: the short forms. The long ones are the same scripts with --long, run by hand.
find_package(ProjectPython)
if(NOT ProjectPython_FOUND)
  message(STATUS "tests/faults: left out, no Python with the packages")
  return()
endif()

if(TARGET regsweep)
  foreach(check system_calls kills crowd generations damage clocks disks)
    add_test(NAME "faults: ${check}" COMMAND ${REGSWEEP_PYTHON} ${check}.py
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/faults)
    set_tests_properties("faults: ${check}" PROPERTIES TIMEOUT 600
                         ENVIRONMENT
                         "REGSWEEP=$<TARGET_FILE:regsweep>;PYTHONDONTWRITEBYTECODE=1;NO_COLOR=1")
  endforeach()
endif()
