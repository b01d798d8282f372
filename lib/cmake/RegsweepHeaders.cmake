# Headers of lib/ without a source of their own, each compiled alone: what is missing in them is an
# error. Every other header is the first include of its source (lint: own headers), so a build of
# each file alone compiles it alone. `tests/run.sh single` builds both.
#
#   regsweep_lone_headers()    the target regsweep_headers, which is not part of `all`
function(regsweep_lone_headers)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS
       RELATIVE ${CMAKE_SOURCE_DIR}/lib ${CMAKE_SOURCE_DIR}/lib/*.hpp)
  set(sources "")
  foreach(header ${headers})
    string(REGEX REPLACE "\\.hpp$" ".cpp" source ${header})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/lib/${source})
      file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/headers/${source}
           CONTENT "#include \"${header}\"\n" @ONLY)
      list(APPEND sources ${CMAKE_BINARY_DIR}/generated/headers/${source})
    endif()
  endforeach()
  add_library(regsweep_headers OBJECT EXCLUDE_FROM_ALL ${sources})
  set_target_properties(regsweep_headers PROPERTIES UNITY_BUILD OFF)
  target_compile_options(regsweep_headers PRIVATE -O0)
  target_link_libraries(regsweep_headers PRIVATE regsweep_flags)
  foreach(package fmt xtensor hdf5)
    regsweep_package(${package})
    target_link_libraries(regsweep_headers PRIVATE regsweep_package_${package})
  endforeach()
endfunction()
