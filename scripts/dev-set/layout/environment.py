"""Makes the Pythons under /opt/miniconda3 out of Debian's, in a container that becomes an image.

    environment.py create WHEELS           base and the environment; Debian's packages move into it
    environment.py install BEFORE AFTER    the project at hand, from two dumps of `env -0`

Started by a Python that needs nothing beside the standard library.
"""

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path("/opt/miniconda3")
ENVIRONMENT = ROOT / "envs/testbed"
VERSION = "python%d.%d" % sys.version_info[:2]
SITE_PACKAGES = ENVIRONMENT / "lib" / VERSION / "site-packages"
PROGRAMS = ENVIRONMENT / "bin"
INTERPRETER = "#!%s/python\n" % PROGRAMS

# Packages of Debian whose programs belong to the interpreter, not to a library.
INTERPRETER_PACKAGES = ["python3", "python3-minimal", VERSION, VERSION + "-minimal"]

# Of a shell's own doing, or expressed otherwise.
NOT_EXPORTED = {"PYTHONPATH", "PWD", "OLDPWD", "SHLVL", "_"}


def create(wheels):
    """Base gets a copy of the standard library, so that nothing done to it touches the system's Python."""
    library = Path("/usr/lib") / VERSION
    shutil.copytree(library, ROOT / "lib" / VERSION, symlinks=True)
    anchor_links(library, ROOT / "lib" / VERSION)
    shutil.copy2(Path("/usr/bin") / VERSION, ROOT / "bin" / VERSION)
    SITE_PACKAGES.mkdir(parents=True)
    PROGRAMS.mkdir()
    link_interpreter(ROOT / "bin", VERSION)
    link_interpreter(PROGRAMS, ROOT / "bin" / VERSION)
    (PROGRAMS / VERSION).symlink_to(ROOT / "bin" / VERSION)
    settings = "home = %s/bin\ninclude-system-site-packages = false\nversion = %s\n"
    (ENVIRONMENT / "pyvenv.cfg").write_text(settings % (ROOT, sys.version.split()[0]))
    # Without an index pip fails at once where it would otherwise try for long to reach one.
    (ENVIRONMENT / "pip.conf").write_text("[global]\nno-index = true\n")
    move_packages()
    for wheel in sorted(wheels.glob("*.whl")):
        unpack(wheel)
    write_programs(SITE_PACKAGES)
    move_programs()


def link_interpreter(folder, target):
    for name in ("python", "python3"):
        (folder / name).symlink_to(target)


def move_packages():
    for source in (Path("/usr/lib/python3/dist-packages"), Path("/usr/local/lib") / VERSION / "dist-packages"):
        entries = sorted(source.iterdir()) if source.is_dir() else []
        for entry in entries:
            target = SITE_PACKAGES / entry.name
            if entry.is_dir() and target.is_dir():  # __pycache__ of both
                shutil.copytree(entry, target, symlinks=True, dirs_exist_ok=True)
                shutil.rmtree(entry)
            else:
                shutil.move(str(entry), str(target))
        anchor_links(source, SITE_PACKAGES)


def anchor_links(before, now):
    """Relative links that led out of the moved tree would lead elsewhere from its new place."""
    for folder, directories, files in os.walk(now):
        for path in (Path(folder, name) for name in directories + files):
            if not path.is_symlink():
                continue
            origin = before / path.relative_to(now)
            target = os.path.normpath(origin.parent / os.readlink(path))
            if not target.startswith("%s/" % before):
                path.unlink()
                path.symlink_to(target)


def unpack(wheel):
    with zipfile.ZipFile(wheel) as archive:
        if any(".data/" in name for name in archive.namelist()):
            sys.exit("%s puts files beside its packages, which is not done here" % wheel.name)
        archive.extractall(SITE_PACKAGES)


def write_programs(folder):
    """What a distribution's metadata declares as programs, as any installer writes them."""
    for distribution in distributions(path=[str(folder)]):
        for entry in distribution.entry_points:
            if entry.group == "console_scripts":
                module, _, attribute = entry.value.split("[")[0].strip().partition(":")
                write_program(entry.name, module.strip(), attribute.strip())


def write_program(name, module, attribute):
    first = attribute.split(".")[0]
    lines = ["import sys", "", "from %s import %s" % (module, first), "", "sys.exit(%s())" % attribute, ""]
    program = PROGRAMS / name
    program.write_text(INTERPRETER + "\n".join(lines))
    program.chmod(0o755)


def move_programs():
    """Programs of Debian's packages that no metadata declares; all of them leave the system's folder."""
    packages = [name for name in INTERPRETER_PACKAGES if is_installed(name)]
    kept = set(subprocess.run(["dpkg", "-L", *packages], capture_output=True, text=True, check=True).stdout.split("\n"))
    for program in sorted(Path("/usr/bin").iterdir()):
        if str(program) in kept or not is_python(program):
            continue
        target = PROGRAMS / program.name
        if not target.exists():
            text = program.read_bytes().split(b"\n", 1)
            target.write_bytes(INTERPRETER.encode() + text[1])
            target.chmod(0o755)
        # A link's target may still be to come.
        program.rename(program.with_name(program.name + ".moved"))
        os.symlink(program.name + ".moved", program)
    for program in Path("/usr/bin").glob("*.moved"):
        program.with_name(program.name[: -len(".moved")]).unlink()
        program.unlink()


def is_installed(package):
    return subprocess.run(["dpkg", "-s", package], capture_output=True).returncode == 0


def is_python(program):
    if not program.is_file():
        return False
    with program.open("rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and b"python" in first


def install(before, after):
    """The project's folders go onto the path, ahead of the libraries; what its set-up exported, activation exports."""
    folders = [folder for folder in after.get("PYTHONPATH", "").split(":") if folder]
    # Read twice by some versions of site.
    insertion = "import sys; i = sys.path.index(%r); sys.path[i:i] = [f for f in %r if f not in sys.path]\n"
    (SITE_PACKAGES / "testbed.pth").write_text(insertion % (str(SITE_PACKAGES), folders))
    for folder in folders:
        write_programs(folder)
    changed = {name: value for name, value in after.items() if before.get(name) != value and name not in NOT_EXPORTED}
    exports = ["export %s=%s\n" % (name, shlex.quote(value)) for name, value in sorted(changed.items())]
    write_hook("activate.d", exports)
    write_hook("deactivate.d", ["unset %s\n" % name for name in sorted(changed)])


def write_hook(folder, lines):
    path = ENVIRONMENT / "etc/conda" / folder / "testbed.sh"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))


def read_variables(path):
    entries = path.read_bytes().decode().split("\0")
    return dict(entry.split("=", 1) for entry in entries if entry)


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    if command == "create":
        create(Path(paths[0]))
    else:
        install(*(read_variables(Path(path)) for path in paths))
