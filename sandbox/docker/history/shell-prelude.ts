/**
 * What both scripts about a repository's history begin with. They run as root in a container of the image, with the
 * image's own git, so that nothing of an image is ever executed, or read as git's configuration, on our machine.
 * Plain sh, git and the tools that busybox has too. Arguments: the repository's root, the base commit.
 *
 * Replace refs and grafts would let a later commit pass for an ancestor; both are switched off.
 */
export const PRELUDE = String.raw`
set -eu
root=$1 base=$2
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_NAMESPACE GIT_CONFIG_GLOBAL GIT_OBJECT_DIRECTORY
export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
impossible() { printf 'impossible\t%s\n' "$*"; exit 125; }
cd "$root" 2>/dev/null || impossible no-root
if ! [ -e .git ] && ! [ -L .git ]; then printf 'head\t-\n'; exit 0; fi
command -v git >/dev/null || impossible no-git
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" GIT_GRAFT_FILE="$scratch/none"
printf '[safe]\n\tdirectory = *\n' >"$HOME/.gitconfig"
git() { command git -c core.commitGraph=false -c core.fsmonitor=false -c core.hooksPath=/dev/null -c gc.auto=0 "$@"; }

head=$(git log -1 --format='%H,%P,%s' 2>&1) || impossible no-head "$head"
printf 'head\t%s\n' "$head"
tip=$(printf '%s' "$head" | cut -d, -f1)
# One commit of the SWE-bench harness may lie on top of base: it holds what installing changed.
case "$head" in
  "$base",*) ;;
  "$tip,$base,SWE-bench") ;;
  *) exit 0 ;;
esac

# Objects that code may see: those of the allowed commit's history, and what the index holds.
closure() {
  git rev-list --objects --missing=allow-any "$1"
  git ls-files --stage | sed '/^160000 /d; s/^[0-7]* //; s/ .*//' |
    git cat-file --batch-check='%(objectname)' | sed '/ missing$/d'
}

# Work trees of submodules that a commit names and that are filled: "<commit> <path>".
submodules() {
  git -c core.quotePath=false ls-tree -r --full-tree "$1" | sed -n 's/^160000 commit \([0-9a-f]*\)\t/\1 /p' |
    while read -r commit path; do
      if [ -e "$path/.git" ] && git -C "$path" cat-file -e "$commit^{commit}" 2>/dev/null; then
        printf '%s %s\n' "$commit" "$path"
      fi
    done
}

# Other git directories of the image that hold the base commit, or more than half of its files (a clone without
# that commit): copies of the same repository, from which its later history could be read.
copies() {
  git ls-tree -r --full-tree "$base" | sed -n 's/^[0-7]* blob \([0-9a-f]*\)\t.*/\1/p' | sort -u >"$scratch/files"
  half=$(($(wc -l <"$scratch/files") / 2))
  find / -xdev -type d -name objects 2>/dev/null | while read -r objects; do
    other=$(dirname "$objects")
    if ! [ -f "$other/HEAD" ] || ! [ -d "$other/refs" ] || grep -Fxq "$other" "$scratch/ours"; then continue; fi
    present=$(command git --git-dir="$other" cat-file --batch-check <"$scratch/files" 2>/dev/null |
      grep -vc ' missing$') || present=0
    if [ "$present" -gt "$half" ] || command git --git-dir="$other" cat-file -e "$base^{commit}" 2>/dev/null; then
      printf '%s\n' "$other"
    fi
  done
}
`;
