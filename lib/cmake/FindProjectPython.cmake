# Finds a Python that can read results: REGSWEEP_PYTHON is an interpreter with numpy, h5py,
# h5netcdf and xarray.
#
#     find_package(ProjectPython)        ProjectPython_FOUND, REGSWEEP_PYTHON
#
# Tried in this order: REGSWEEP_PYTHON as given with -D, python3 on PATH, the distribution's
# /usr/bin/python3 (a virtual environment or pyenv in front of it often lacks the packages).
if(NOT REGSWEEP_PYTHON)
  find_program(project_python_on_path NAMES python3 NO_CACHE)
  foreach(candidate ${project_python_on_path} /usr/bin/python3)
    execute_process(COMMAND ${candidate} -c "import numpy, h5py, h5netcdf, xarray"
                    RESULT_VARIABLE project_python_failure OUTPUT_QUIET ERROR_QUIET)
    if(project_python_failure EQUAL 0)
      set(REGSWEEP_PYTHON ${candidate} CACHE FILEPATH
          "Python with numpy, h5py, h5netcdf and xarray")
      break()
    endif()
  endforeach()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ProjectPython REQUIRED_VARS REGSWEEP_PYTHON
  REASON_FAILURE_MESSAGE "install python3-numpy, python3-h5py, python3-h5netcdf and \
python3-xarray, or pass -DREGSWEEP_PYTHON=<interpreter>")
