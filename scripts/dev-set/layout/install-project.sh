#!/usr/bin/env bash
# Runs in a container with the official layout and the project's tree at /testbed, which becomes the project's image:
# the set-up runs once, here. The tree stays as it is committed; what set-up adds to it is ignored.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd /testbed

source /opt/miniconda3/bin/activate testbed
env -0 >"$here/before"
# Lines of a recipe are written for a shell without our strictness.
set +euo pipefail
source "$here/setup.sh" >&2
set -euo pipefail
cd /testbed
env -0 >"$here/after"
/opt/miniconda3/bin/python -I "$here/environment.py" install "$here/before" "$here/after"

# Git's index must know the files as they lie in the image, so that no cell has to compare them; then only what
# really changed is put back.
git update-index -q --refresh || true
git checkout --quiet -- .
{
  echo '__pycache__/'
  git ls-files --others --exclude-standard --directory | sed 's|^|/|'
} >>.git/info/exclude
# Every container would compile what it imports anew. Tests are left out: they change, and are many.
python -m compileall -qq -x '/tests?/' . || true
rm -rf "$here" /tmp/* /tmp/.[!.]*
