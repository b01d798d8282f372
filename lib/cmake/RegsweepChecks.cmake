# Tests that are not C++ programs: layering, command line, analysis. Filled by
# tests/<folder>/checks.cmake files.
file(GLOB check_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*/checks.cmake)
foreach(check_file ${check_files})
  include(${check_file})
endforeach()
