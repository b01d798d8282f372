# What the compiler was told, as one line that is part of what a program is: build type, options and
# definitions, without warnings and without where folders lie.
#
#   regsweep_flags_file(FILE)    writes it at configure time
#
# `-march=native` becomes what the compiler makes of it on this machine.
function(regsweep_flags_file file)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  get_target_property(options regsweep_flags INTERFACE_COMPILE_OPTIONS)
  get_target_property(definitions regsweep_flags INTERFACE_COMPILE_DEFINITIONS)
  separate_arguments(given NATIVE_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  set(flags ${given} ${options})
  list(FILTER flags EXCLUDE REGEX "^-W|^-I|^-fno-omit-frame-pointer|^-f.*-prefix-map=")
  if(definitions)
    list(TRANSFORM definitions PREPEND "-D")
    list(APPEND flags ${definitions})
  endif()
  if(TARGET regsweep_package_onednn)
    get_target_property(onednn regsweep_package_onednn INTERFACE_COMPILE_DEFINITIONS)
    if(onednn)
      list(APPEND flags "-D${onednn}")
    endif()
  endif()
  if("-march=native" IN_LIST flags)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -Q --help=target
                    OUTPUT_VARIABLE target ERROR_QUIET RESULT_VARIABLE failure)
    if(NOT failure AND target MATCHES "-march=[ \t]+([^ \t\n]+)")
      list(TRANSFORM flags REPLACE "^-march=native$" "-march=${CMAKE_MATCH_1}")
    endif()
  endif()
  list(JOIN flags " " line)
  string(REPLACE "${CMAKE_SOURCE_DIR}" "." line "${line}")
  string(REPLACE "${CMAKE_BINARY_DIR}" "." line "${line}")
  file(CONFIGURE OUTPUT ${file} CONTENT "@line@" @ONLY)
endfunction()
