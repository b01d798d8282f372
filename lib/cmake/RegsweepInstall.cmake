# `cmake --install build --prefix P`: program, analysis, manual pages, completions, example sweeps,
# documents. The tree can be moved: everything is found from where the program lies.
include(GNUInstallDirs)

install(TARGETS regsweep RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Where the distribution's Python looks when P is /usr; elsewhere the program says where it is.
install(DIRECTORY analysis/ DESTINATION lib/python3/dist-packages/regsweep
        FILES_MATCHING PATTERN "*.py" PATTERN "*.html" PATTERN "*.bib"
        PATTERN "__pycache__" EXCLUDE PATTERN "notebooks" EXCLUDE PATTERN ".*" EXCLUDE)
install(DIRECTORY configs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/regsweep/configs)
install(DIRECTORY analysis/notebooks DESTINATION ${CMAKE_INSTALL_DATADIR}/regsweep)
install(DIRECTORY experiments/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs
        FILES_MATCHING PATTERN "*.md" PATTERN "*.png")
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES experiments/completions/regsweep.bash RENAME regsweep
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES experiments/completions/_regsweep
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES experiments/completions/regsweep.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES experiments/packaging/modulefile RENAME regsweep
        DESTINATION ${CMAKE_INSTALL_DATADIR}/regsweep/modulefile)
# Manual pages are made by the program, of the declarations that its help is made of.
install(CODE "set(regsweep_program \"$<TARGET_FILE:regsweep>\")
              set(regsweep_manual \"${CMAKE_INSTALL_MANDIR}/man1\")")
install(SCRIPT lib/cmake/RegsweepManual.cmake)

# Of bundles only (experiments/packaging/bundle.sh), so it is built when it is asked for.
add_executable(regsweep_launcher EXCLUDE_FROM_ALL experiments/packaging/launcher.cpp)
target_compile_features(regsweep_launcher PRIVATE cxx_std_20)
target_link_options(regsweep_launcher PRIVATE -static)

# `cpack --config build/CPackConfig.cmake`: a Debian package. Its dependencies are read from the
# program; the analysis' are recommended, since the program does without.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME regsweep)
set(CPACK_PACKAGE_VENDOR regsweep)
set(CPACK_PACKAGE_CONTACT "regsweep maintainers <maintainers@regsweep.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Ablation sweeps of regularizers, from YAML to statistics")
set(CPACK_PACKAGE_DESCRIPTION
  "Trains perceptrons and small causal transformers across dropout rates, placements and other
 regularizers, several seeds each, survives any interruption without changing a bit of the result,
 and hands the numbers over as HDF5, tables and figures.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, python3-numpy, python3-scipy, python3-pandas, \
python3-h5py, python3-h5netcdf, python3-xarray, python3-matplotlib, python3-statsmodels, \
python3-jinja2, curl")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, slurm-client")
set(CPACK_STRIP_FILES ON)
if(NOT REGSWEEP_MARCH STREQUAL "portable")
  message(STATUS "cpack would make a package for this kind of processor alone (REGSWEEP_MARCH="
                 "${REGSWEEP_MARCH}); `cmake --preset portable` makes one for all")
endif()
include(CPack)
