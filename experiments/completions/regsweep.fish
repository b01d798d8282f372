# Completion of regsweep for fish: cmake --install puts it into share/fish/vendor_completions.d. The
# program itself says what may stand there; where it says nothing, fish offers files.
function __regsweep_candidates
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    $before[1] complete -- $before[2..-1] $current 2> /dev/null
end
complete -c regsweep -a '(__regsweep_candidates)'
