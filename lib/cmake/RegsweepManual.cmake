# Runs while installing: asks the program for its manual pages.
set(folder "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${regsweep_manual}")
file(MAKE_DIRECTORY "${folder}")

function(regsweep_page name)
  set(page "${folder}/${name}.1")
  execute_process(COMMAND "${regsweep_program}" help ${ARGN} --man OUTPUT_FILE "${page}"
                  COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(regsweep_pages prefix)  # of all commands below one
  execute_process(COMMAND "${regsweep_program}" complete -- ${ARGN} "" OUTPUT_VARIABLE names
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[a-z]+" names "${names}")
  foreach(name ${names})
    regsweep_page(${prefix}-${name} ${ARGN} ${name})
  endforeach()
endfunction()

regsweep_page(regsweep)
regsweep_pages(regsweep)
regsweep_pages(regsweep-data data)
