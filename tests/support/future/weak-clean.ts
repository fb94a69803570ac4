/**
 * A control: what people do to forget later history. It works in place, ref by ref, and so leaves all that it does not
 * think of. Arguments as of the real script: root, base commit.
 */
export const WEAK_CLEAN = `
cd "$1"
export HOME=/tmp
git config --global safe.directory '*'
git for-each-ref --format='%(refname)' refs/remotes refs/tags refs/heads |
  grep -v '^refs/heads/main$' | while read -r ref; do git update-ref -d "$ref"; done
git remote remove origin
git reflog expire --expire=now --all
git gc --quiet --prune=now
exit 0
`;
