# Completion of regsweep for bash: source this file, or let `cmake --install` put it into
# share/bash-completion/completions/regsweep. The program itself says what may stand in a place.

# The word without quotation marks and backslashes.
_regsweep_plain() {
  local word=$1
  word=${word#[\"\']}
  word=${word%[\"\']}
  printf '%s' "${word//\\/}"
}

_regsweep() {
  local words=() word candidate shown i
  local current=${COMP_WORDS[COMP_CWORD]}
  # Readline cuts words at = and :, which are parts of ours.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]} > 0)) && [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == [=:] ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  [[ $current == [=:] ]] && current=""
  local quoted="" cut=${words[-1]%"$current"}
  [[ $current == [\"\']* ]] && quoted=yes
  for ((i = 0; i < ${#words[@]}; i++)); do
    words[i]=$(_regsweep_plain "${words[i]}")
  done
  COMPREPLY=()
  while IFS= read -r candidate; do
    candidate=${candidate#"$cut"}
    shown=$candidate
    [[ -z $quoted ]] && printf -v shown %q "$candidate"
    [[ $candidate == *= ]] && shown=$candidate && compopt -o nospace
    COMPREPLY+=("$shown")
  done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2> /dev/null)
}

complete -o bashdefault -o default -F _regsweep regsweep
