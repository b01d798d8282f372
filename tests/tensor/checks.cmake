# A portable build must not run an instruction that x86-64-v2 lacks without having asked.
if(REGSWEEP_MARCH STREQUAL "portable" AND NOT REGSWEEP_SANITIZE
   AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  find_package(ProjectPython)
  set(libraries core random tensor data regularizers optimizers models evaluation probes training
      sweep results execution)
  list(TRANSFORM libraries PREPEND "$<TARGET_FILE:regsweep_")
  list(TRANSFORM libraries APPEND ">")
  if(ProjectPython_FOUND)
    add_test(NAME "tensor: no AVX outside of dispatch" 
             COMMAND ${REGSWEEP_PYTHON} ${CMAKE_SOURCE_DIR}/tests/tensor/portable_check.py
                     ${libraries})
  endif()
endif()
