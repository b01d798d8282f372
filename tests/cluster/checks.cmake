# A real Slurm, started and stopped by the tests: submitting, what tasks do when they are stopped,
# faults. The long forms are run by hand. They mostly wait for Slurm, so one of them runs at any
# time, from the beginning on, beside as many others as there are cores (tests/run.sh).
if(NOT ProjectPython_FOUND OR NOT TARGET regsweep)
  return()
endif()
foreach(check submit tasks chaos readme)
  add_test(NAME "cluster: ${check}" COMMAND ${REGSWEEP_PYTHON} -m unittest -v ${check}_check
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/cluster)
  set_tests_properties("cluster: ${check}" PROPERTIES TIMEOUT 900 COST 1000 RESOURCE_LOCK slurm
                       ENVIRONMENT
                       "REGSWEEP=$<TARGET_FILE:regsweep>;PYTHONDONTWRITEBYTECODE=1;NO_COLOR=1")
endforeach()
