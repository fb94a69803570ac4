/**
 * Shell functions that find history of the repository in files that lie in no git directory: packs, bundles and loose
 * objects, told by what they hold and not by their names. They need what the prelude defines.
 *
 * A pack of something else is no leak: test fixtures of git's own tools hold many. One counts where it holds an
 * object that base does not reach, and shows whose it is: it holds a commit of base's history or a child of one,
 * more than half of base's files, or a commit whose tree is for more than half of what base's history knows. What base
 * itself tracks stays.
 */
export const STRAY_HISTORY = String.raw`
# Files that begin as packs and bundles do, and folders of loose objects: "file <path>", "store <path>".
candidates() {
  find / -xdev -type f -size +31c -exec head -v -c 18 {} + 2>/dev/null | tr '\000' '.' |
    awk '/^==> .* <==$/ { name = substr($0, 5, length($0) - 8); first = 1; next }
      first && (/^PACK[.][.][.][\002\003]/ || /^# v[23] git bundle/) { print "file " name }
      { first = 0 }'
  find / -xdev -type f -path '*/[0-9a-f][0-9a-f]/*' 2>/dev/null |
    sed -n 's,/[0-9a-f][0-9a-f]/[0-9a-f]\{38\}$,,p' | sort -u | sed 's/^/store /'
}

strays() (
  cd "$root"
  here=$(git rev-parse --absolute-git-dir)
  candidates | while read -r kind path; do
    while read -r ours; do
      case "$path/" in "$ours"/*) continue 2 ;; esac
    done <"$scratch/ours"
    printf '%s %s\n' "$kind" "$path"
  done >"$scratch/candidates"
  [ -s "$scratch/candidates" ] || return 0
  closure "$tip" | cut -c1-40 | sort -u >"$scratch/reached"
  git rev-list --missing=allow-any "$tip" | sort >"$scratch/past"
  git ls-tree -r --full-tree "$base" | sed -n 's/^[0-7]* blob \([0-9a-f]*\)\t.*/\1/p' | sort -u >"$scratch/files"
  while read -r kind path; do
    if [ "$kind" = store ]; then objects=$path; else objects=$(unpacked "$path" "$here/objects") || continue; fi
    if [ "$kind" = store ] || ! tracked "$path"; then
      if is_ours "$objects" "$here/objects"; then printf '%s %s\n' "$kind" "$path"; fi
    fi
    rm -rf "$scratch/look"
  done <"$scratch/candidates"
)

tracked() { git hash-object --no-filters "$1" | grep -Fxqf - "$scratch/files"; }

# An object store that holds what is in a pack or bundle; a thin one is completed from ours.
unpacked() {
  git init -q --bare --template= "$scratch/look"
  printf '%s\n' "$2" >"$scratch/look/objects/info/alternates"
  if [ "$(head -c 4 "$1")" = PACK ] && [ -f "$(index_of "$1")" ]; then
    ln -s "$1" "$scratch/look/objects/pack/pack-one.pack"
    ln -s "$(index_of "$1")" "$scratch/look/objects/pack/pack-one.idx"
  elif [ "$(head -c 4 "$1")" = PACK ]; then
    git --git-dir="$scratch/look" index-pack --stdin --fix-thin <"$1" >/dev/null 2>&1 || return 1
  else
    git --git-dir="$scratch/look" bundle unbundle "$1" >/dev/null 2>&1 || return 1
  fi
  rm "$scratch/look/objects/info/alternates"
  printf '%s/look/objects\n' "$scratch"
}

index_of() { printf '%s.idx\n' "$(printf '%s' "$1" | sed 's/[.]pack$//')"; }

is_ours() {
  command git init -q --bare --template= "$scratch/ask"
  seen=$scratch/seen
  in_store() { GIT_OBJECT_DIRECTORY="$1" git --git-dir="$scratch/ask" "$2" "$3" "$4"; }
  in_store "$1" cat-file --batch-all-objects '--batch-check=%(objectname) %(objecttype)' 2>/dev/null |
    sort -u >"$seen" || return 1
  cut -d ' ' -f 1 "$seen" >"$seen.all"
  comm -13 "$scratch/reached" "$seen.all" >"$seen.later"
  [ -s "$seen.later" ] || return 1
  if [ "$(comm -12 "$scratch/past" "$seen.all" | wc -l)" -gt 0 ]; then return 0; fi
  files=$(comm -12 "$scratch/files" "$seen.all" | wc -l)
  if [ "$files" -gt $(($(wc -l <"$scratch/files") / 2)) ]; then return 0; fi
  sed -n 's/ commit$//p' "$seen" >"$seen.commits"
  [ -s "$seen.commits" ] || return 1
  in_store "$1" rev-list --no-walk --parents --stdin <"$seen.commits" 2>/dev/null |
    tr ' ' '\n' | sort -u >"$seen.named"
  if [ "$(comm -12 "$scratch/past" "$seen.named" | wc -l)" -gt 0 ]; then return 0; fi
  head -n 200 "$seen.commits" | while read -r commit; do
    in_store "$1" ls-tree --full-tree "$commit" 2>/dev/null |
      sed -n 's/^[0-7]* [a-z]* \([0-9a-f]*\)\t.*/\1/p' | sort -u >"$seen.entries"
    known=$(comm -12 "$scratch/reached" "$seen.entries" | wc -l)
    if [ "$known" -gt $(($(wc -l <"$seen.entries") / 2)) ]; then echo; fi
  done | grep -q ''
}
`;
