# `cmake --install build --prefix P`: program, analysis, manual pages, completions, example sweeps,
# documents. The tree can be moved: everything is found from where the program lies.
include(GNUInstallDirs)

install(TARGETS regsweep RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Where the distribution's Python looks when P is /usr; elsewhere the program says where it is.
install(DIRECTORY analysis/ DESTINATION lib/python3/dist-packages/regsweep
        FILES_MATCHING PATTERN "*.py" PATTERN "*.html"
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
# Manual pages are made by the program, of the declarations that its help is made of.
install(CODE "set(regsweep_program \"$<TARGET_FILE:regsweep>\")
              set(regsweep_manual \"${CMAKE_INSTALL_MANDIR}/man1\")")
install(SCRIPT lib/cmake/RegsweepManual.cmake)
