# Writes HEADER (build_commit.hpp) with the version and the commit that is built; provenance and
# `--version` show it.
#
#   cmake -DHEADER=<file> -DSOURCE=<root of the sources> -DVERSION=<version> -P RegsweepCommit.cmake
#
# Run at each build, but it touches the header only when the text changes. Sources without git
# have no commit.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty=.changed --exclude=* --abbrev=10
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE failure)
if(failure)
  set(commit "")
endif()
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT
"// Generated at each build; do not edit.
#define REGSWEEP_VERSION \"@VERSION@\"
#define REGSWEEP_COMMIT \"@commit@\"
")
