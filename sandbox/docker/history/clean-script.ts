import { PRELUDE } from './shell-prelude.ts';
import { STRAY_HISTORY } from './stray-history.ts';

/** Settings that decide what `git status` says and how files are written; all others name places of later history. */
const KEPT_SETTINGS = [
  'core[.](filemode|symlinks|ignorecase|precomposeunicode|autocrlf|eol|safecrlf|quotepath|excludesfile)',
  'core[.](attributesfile|sparsecheckout|sparsecheckoutcone|trustctime|checkstat)',
  '(user|filter|diff|merge|apply|i18n|status)[.].*',
  'submodule[.].*[.](active|ignore)',
].join('|');

/**
 * Replaces the git directories of a work tree and its submodules by new ones, into which only what is allowed is
 * copied: the objects that the commit and the index reach, the branch that is checked out, tags of ancestors (as
 * plain names, for tools that make a version number of them), the index, and harmless settings. Nothing is cleaned in place, so a way to hide an object that nobody thought of is left behind with
 * the old directory. Borrowed object stores and other copies of the repository are removed.
 */
export const CLEAN_SCRIPT = String.raw`${PRELUDE}${STRAY_HISTORY}
: >"$scratch/ours"
: >"$scratch/trees"
: >"$scratch/dead"

renew() (
  cd "$1"
  tip=$2
  place=$(mktemp -d "$scratch/XXXXXX")
  submodules "$tip" | while read -r commit path; do renew "$1/$path" "$commit"; done

  new=$1/.git.troop
  old=$(git rev-parse --absolute-git-dir)
  common=$(cd "$(git rev-parse --git-common-dir)" && pwd -P)
  index=$(git rev-parse --git-path index)
  owner=$(stat -c %u:%g "$old")
  git init -q --bare --template= "$new"

  if [ -f "$index" ]; then
    rm -f "$index.lock"
    git update-index --no-split-index --no-fsmonitor --clear-resolve-undo 2>/dev/null || true
  fi
  closure "$tip" >"$place/closure"
  git pack-objects -q --delta-base-offset "$new/objects/pack/pack" <"$place/closure" >/dev/null
  if [ -f "$index" ]; then cp -p "$index" "$new/index"; fi

  git rev-list --missing=allow-any "$tip" | sort >"$place/commits"
  shallow=$(git rev-parse --git-path shallow)
  if [ -s "$shallow" ]; then sort "$shallow" | comm -12 - "$place/commits" >"$new/shallow"; fi
  if branch=$(git symbolic-ref -q HEAD); then
    git --git-dir="$new" symbolic-ref HEAD "$branch"
    git --git-dir="$new" update-ref "$branch" "$tip"
  else
    git --git-dir="$new" update-ref --no-deref HEAD "$tip"
  fi
  { git show-ref --tags --dereference || true; } |
    awk '{ name = $2; if (substr(name, length(name) - 2) == "^{}") name = substr(name, 1, length(name) - 3)
      id[name] = $1 } END { for (name in id) print id[name], name }' |
    awk 'NR == FNR { known[$1]; next } $1 in known { print "create", $2, $1 }' "$place/commits" - |
    git --git-dir="$new" update-ref --stdin
  git --git-dir="$new" pack-refs --all

  { git config --file "$common/config" --name-only --list || true; } | sort -u |
    { grep -E '^(${KEPT_SETTINGS})$' || true; } | while IFS= read -r key; do
    git config --file "$new/config" --unset-all "$key" || true
    git config --file "$common/config" --get-all "$key" | while IFS= read -r value; do
      git config --file "$new/config" --add "$key" "$value"
    done
  done
  git config --file "$new/config" core.bare false
  mkdir -p "$new/info"
  for name in exclude attributes sparse-checkout; do
    path=$(git rev-parse --git-path "info/$name")
    if [ -f "$path" ]; then cp -p "$path" "$new/info/$name"; fi
  done

  printf '%s\n%s\n' "$old" "$common" >>"$scratch/dead"
  git count-objects -v | sed -n 's/^alternate: //p' | while read -r store; do
    lender=$(dirname "$store")
    # A repository whose objects are gone would still tell in its refs what it was.
    if [ -f "$lender/HEAD" ]; then printf '%s\n' "$lender"; else printf '%s\n' "$store"; fi
  done >>"$scratch/dead"
  printf '%s %s\n' "$owner" "$1" >>"$scratch/trees"
)

renew "$root" "$tip"
# Only now: a submodule may borrow its objects from the repository that it lies in, or the other way round.
while read -r owner tree; do rm -rf "$tree/.git"; done <"$scratch/trees"
while read -r directory; do
  case "$root/" in "$directory"/*) continue ;; esac
  rm -rf "$directory"
done <"$scratch/dead"
while read -r owner tree; do
  mv "$tree/.git.troop" "$tree/.git"
  printf '%s/.git\n' "$(cd "$tree" && pwd -P)" >>"$scratch/ours"
  # The index knows files by their inodes; without this every cell would compare them all.
  git -C "$tree" update-index -q --refresh >/dev/null || true
  chown -R "$owner" "$tree/.git"
done <"$scratch/trees"
copies >"$scratch/copies"
while read -r other; do rm -rf "$other"; done <"$scratch/copies"
strays >"$scratch/strays"
while read -r kind path; do
  if [ "$kind" = store ]; then
    rm -rf "$path"/[0-9a-f][0-9a-f]
  else
    stem=$(printf '%s' "$path" | sed 's/[.]pack$//')
    rm -f "$path" "$stem.idx" "$stem.rev" "$stem.bitmap" "$stem.mtimes"
  fi
done <"$scratch/strays"
`;
