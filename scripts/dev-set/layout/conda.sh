# Sourced by a shell: stands in for conda's own file of this name. It knows the environments that lie under its root
# and what scripts written for SWE-bench's images do with them: activate, deactivate, and the variables they read.
# Works under `set -u` and `set -e`, sourced any number of times, and in a plain POSIX shell.

export CONDA_EXE=/opt/miniconda3/bin/conda
export CONDA_PYTHON_EXE=/opt/miniconda3/bin/python

if [ -z "${CONDA_SHLVL:-}" ]; then
  export CONDA_SHLVL=0
  export PATH="/opt/miniconda3/condabin:$PATH"
fi

conda() {
  case "${1:-}" in
    activate) __conda_activate "${2:-base}" ;;
    deactivate) __conda_deactivate ;;
    *) "$CONDA_EXE" "$@" ;;
  esac
}

__conda_activate() {
  local prefix
  case "$1" in
    base) prefix=/opt/miniconda3 ;;
    */*) prefix=${1%/} ;;
    *) prefix=/opt/miniconda3/envs/$1 ;;
  esac
  if [ ! -x "$prefix/bin/python" ]; then
    echo "EnvironmentNameNotFound: Could not find conda environment: $1" >&2
    return 1
  fi
  if [ "$prefix" != "${CONDA_PREFIX:-}" ]; then
    if [ "$CONDA_SHLVL" -gt 0 ]; then eval "export CONDA_PREFIX_$CONDA_SHLVL=\$CONDA_PREFIX"; fi
    export CONDA_SHLVL=$((CONDA_SHLVL + 1))
  fi
  __conda_leave
  __conda_enter "$prefix"
}

__conda_deactivate() {
  [ "$CONDA_SHLVL" -gt 0 ] || return 0
  __conda_leave
  export CONDA_SHLVL=$((CONDA_SHLVL - 1))
  if [ "$CONDA_SHLVL" -gt 0 ]; then
    local before
    eval "before=\$CONDA_PREFIX_$CONDA_SHLVL"
    unset "CONDA_PREFIX_$CONDA_SHLVL"
    __conda_enter "$before"
  fi
}

__conda_enter() {
  export CONDA_PREFIX=$1
  export PATH="$1/bin:$PATH"
  case "$1" in
    /opt/miniconda3) export CONDA_DEFAULT_ENV=base ;;
    /opt/miniconda3/envs/*) export CONDA_DEFAULT_ENV="${1##*/}" ;;
    *) export CONDA_DEFAULT_ENV="$1" ;;
  esac
  export CONDA_PROMPT_MODIFIER="($CONDA_DEFAULT_ENV) "
  if [ -n "${PS1:-}" ]; then PS1=$CONDA_PROMPT_MODIFIER$PS1; fi
  __conda_source activate.d
}

__conda_leave() {
  [ -n "${CONDA_PREFIX:-}" ] || return 0
  __conda_source deactivate.d
  __conda_drop "$CONDA_PREFIX/bin"
  if [ -n "${PS1:-}" ]; then PS1=${PS1#"$CONDA_PROMPT_MODIFIER"}; fi
  unset CONDA_PREFIX CONDA_DEFAULT_ENV CONDA_PROMPT_MODIFIER
}

__conda_source() {
  local file
  for file in "$CONDA_PREFIX/etc/conda/$1"/*.sh; do
    if [ -r "$file" ]; then . "$file"; fi
  done
}

# PATH without a directory. The image's own PATH names the root's bin as well, so only the first, ours, goes.
__conda_drop() {
  local rest=":$PATH:"
  case "$rest" in
    *":$1:"*) rest="${rest%%":$1:"*}:${rest#*":$1:"}" ;;
  esac
  rest=${rest#:}
  export PATH="${rest%:}"
}
