#!/usr/bin/env bash
# Runs in a container of a base image that becomes the image with the official layout: conda's files, the Pythons.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=/opt/miniconda3

mkdir -p "$root"/{bin,condabin,envs,etc/profile.d}
install -m 644 "$here/conda.sh" "$root/etc/profile.d/conda.sh"
install -m 644 "$here/activate" "$root/bin/activate"
install -m 755 "$here/conda" "$root/bin/conda"
ln -s ../bin/conda "$root/condabin/conda"
/usr/bin/python3 -I "$here/environment.py" create "$here/wheels"
# As in the official images, for those who start a login shell.
echo "source $root/etc/profile.d/conda.sh && conda activate testbed" >/root/.bashrc
rm -rf "$here"
