# Writes HEADER (build_program.hpp): version, commit, hash of the sources that decide numbers,
# compiler and flags. Provenance, `--version` and the check of who made a sweep's trials use it.
#
#   cmake -DHEADER=<file> -DSOURCE=<root of the sources> -DVERSION=<version> -DHASHER=<program>
#         -DFLAGS=<file> -P RegsweepProgram.cmake
#
# Run at each build, but it touches the header only when the text changes. Sources without git, or
# within another project's repository, have no commit. A commit ends with `.changed` if a source of
# the program differs from it or is not in it, whether git ignores that file or not.
cmake_minimum_required(VERSION 3.25)
set(commit "")
set(sources CMakeLists.txt "lib/*.cpp" "lib/*.hpp" "lib/*.cmake" "experiments/*.cpp"
            "experiments/*.hpp")
execute_process(COMMAND git -C ${SOURCE} ls-files --error-unmatch CMakeLists.txt
                OUTPUT_QUIET ERROR_QUIET RESULT_VARIABLE untracked)
if(NOT untracked)
  execute_process(COMMAND git -C ${SOURCE} rev-parse --short=10 HEAD
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  execute_process(COMMAND git -C ${SOURCE} status --porcelain --ignored --untracked-files=all
                          -- ${sources}
                  OUTPUT_VARIABLE changes ERROR_QUIET RESULT_VARIABLE failure)
  if(commit AND (changes OR failure))
    string(APPEND commit ".changed")
  endif()
endif()
execute_process(COMMAND ${HASHER} ${SOURCE}/lib
                OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(READ ${FLAGS} flags)
string(REGEX REPLACE "[\"\\\\]" "\\\\\\0" flags "${flags}")
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT
"// Generated at each build; do not edit.
#define REGSWEEP_VERSION \"@VERSION@\"
#define REGSWEEP_COMMIT \"@commit@\"
#define REGSWEEP_SOURCES \"@hash@\"
#define REGSWEEP_FLAGS \"@flags@\"
#define REGSWEEP_SOURCE_FOLDER \"@SOURCE@\"
")
