import { PRELUDE } from './shell-prelude.ts';
import { STRAY_HISTORY } from './stray-history.ts';

/** Leaks beyond this many are counted, not named. */
const NAMED = 100;

/**
 * What a git directory may consist of. Everything else, be it a worktree, a submodule's directory, notes of a fetch
 * or a bundle, may hold or name later objects.
 */
const SHAPE = [
  'HEAD|config|description|index|packed-refs|shallow|COMMIT_EDITMSG|ORIG_HEAD|FETCH_HEAD',
  'info/(exclude|attributes|sparse-checkout|refs)|hooks/[^/]*[.]sample|refs/(heads|tags)/.*|logs/.*',
  'objects/info/(packs|commit-graph)|objects/[0-9a-f]{2}/[0-9a-f]{38}|objects/pack/pack-[0-9a-f]{40}[.](pack|idx|rev)',
].join('|');

/**
 * Prints one line per thing in or beside the repository that base does not reach: "leak", where it was found, object
 * id (or -), subject (or -), separated by tabs. It lists all objects there are, packed, loose and borrowed, and
 * compares them with those that the allowed commit and the index reach; so it finds what no ref names, too. With
 * `any` as its third argument it stops where a glance at names has found something already.
 */
export const INSPECT_SCRIPT = String.raw`${PRELUDE}${STRAY_HISTORY}
wanted=$3
: >"$scratch/found"
leak() { echo >>"$scratch/found"; printf 'leak\t%s\t%s\t%s\n' "$1" "$2" "$(printf '%s' "$3" | tr '\t' ' ')"; }
subject() { git log -1 --format=%s "$1" 2>/dev/null || git cat-file -t "$1" 2>/dev/null || printf 'not there'; }
: >"$scratch/ours"

inspect() (
  cd "$1"
  tip=$2
  place=$(mktemp -d "$scratch/XXXXXX")
  printf '%s/.git\n' "$(pwd -P)" >>"$scratch/ours"
  if [ -L .git ] || ! [ -d .git ]; then
    leak "$1/.git, which leads to $(git rev-parse --absolute-git-dir)" - -
    return
  fi
  find .git ! -type d | sed 's,^[.]git/,,' | { grep -Ev '^(${SHAPE})$' || true; } |
    sed '/^objects\//!s,^\([^/]*/[^/]*\)/.*,\1,' | sort -u | while read -r path; do
    leak "$1/.git/$path" - -
  done
  { git config --file .git/config --get-regexp '^(remote|branch|url|include|includeif)[.]' || true; } |
    while read -r setting; do leak "configuration $setting" - -; done
  if [ -f .git/COMMIT_EDITMSG ] &&
    [ "$(git stripspace -s <.git/COMMIT_EDITMSG)" != "$(git log -1 --format=%B | git stripspace)" ]; then
    leak "$1/.git/COMMIT_EDITMSG" - "$(head -n 1 .git/COMMIT_EDITMSG)"
  fi

  if [ "$wanted" = any ]; then
    git for-each-ref --format='%(objecttype) %(objectname) %(refname)' |
      { grep -Ev '^commit [0-9a-f]+ refs/(heads|tags)/' || true; } |
      while read -r type id name; do leak "$name" "$id" "$type"; done
    if [ -s "$scratch/found" ]; then return; fi
  fi

  closure "$tip" | cut -c1-40 | sort -u >"$place/allowed"
  git cat-file --batch-all-objects --batch-check='%(objectname)' | sort -u | comm -13 "$place/allowed" - >"$place/later"
  { git for-each-ref --format='%(objectname) %(refname)'; } >"$place/refs"
  awk 'NR == FNR { allowed[$1]; next } !($1 in allowed)' "$place/allowed" "$place/refs" >"$place/named"
  for path in logs packed-refs shallow ORIG_HEAD FETCH_HEAD; do
    [ -e ".git/$path" ] || continue
    { grep -rhoE '[0-9a-f]{40}' ".git/$path" || true; } | sort -u | { grep -v '^0*$' || true; } |
      comm -13 "$place/allowed" - | sed "s,$, .git/$path," >>"$place/named"
  done
  # A ref is told by its own name, and what nothing names by its commits.
  awk 'NR == FNR { named[$1]; next } !($1 in named)' "$place/named" "$place/later" | head -n 2000 |
    git cat-file --batch-check='%(objectname) %(objecttype) unreferenced' |
    awk '$2 == "commit" || $2 == "tag" { print $1, $3, $2; next } { other = other ? other : $1 " " $3 " " $2 }
      END { if (NR && other) print other }' >>"$place/named"
  awk '!seen[$1 " " $2]++' "$place/named" | head -n ${NAMED} | while read -r id name; do
    leak "$name" "$id" "$(subject "$id")"
  done
  later=$(wc -l <"$place/later")
  if [ "$later" -gt 0 ]; then leak "$1/.git holds $((later)) objects that base does not reach" - -; fi

  # Commits that are not there cannot be verified, so what passes names none of them.
  if [ -f .git/objects/info/commit-graph ] && ! command git commit-graph verify >/dev/null 2>&1; then
    leak "$1/.git/objects/info/commit-graph" - -
  fi

  submodules "$tip" | while read -r commit path; do inspect "$1/$path" "$commit"; done
)

inspect "$root" "$tip"
if [ "$wanted" = any ] && [ -s "$scratch/found" ]; then
  printf 'seen\n'
  exit 0
fi
copies | while read -r other; do leak "another copy of the repository in $other" - -; done
strays | while read -r kind path; do leak "history of the repository in $path" - -; done
printf 'seen\n'
`;
