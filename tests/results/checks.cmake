# results.h5 and trial files as Python reads them, and the examples of lib/results/FORMAT.md.
find_package(ProjectPython)
if(TARGET test_results AND ProjectPython_FOUND)
  add_test(NAME "results: xarray and h5py read the files"
           COMMAND ${REGSWEEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/xarray_test.py
                   $<TARGET_FILE:test_results> ${CMAKE_SOURCE_DIR}/lib/results/FORMAT.md)
else()
  message(STATUS "results are not read by xarray in this build: "
          "no Python with numpy, h5py, h5netcdf and xarray")
endif()
