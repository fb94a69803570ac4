import { OUR_DIRECTORY, runnerOf, SCRIPT_DIRECTORY } from '../cell-runner.ts';

/** The main process of a warm container. As process 1 it outlives `kill -1` of its own container. */
export const KEEPER = 'while :; do sleep 3600 & wait; done';

/**
 * Runs one cell on base inside a container that lives on: takes the script from stdin, runs it as any cell is run,
 * ends all processes that it left, and reports `clean` where the next cell of the same trajectory finds everything as
 * this one did, or `left` and what it found. Looked at are the work tree and git's own files, with HOME; temporary
 * directories are emptied of what is new. Its arguments: those of the runner, then the command's text.
 */
export const WARM_RUNNER = `
token=$1 root=$2 name=$3 place=$4
printf '%s' "$5" >${OUR_DIRECTORY}/command && cat >"${SCRIPT_DIRECTORY}/$name" && : >${OUR_DIRECTORY}/began || exit 125
sh -c '${quoted(runnerOf({}))}' troop "$token" "$root" "$name" "$place"
status=$?
kill -9 -1 2>/dev/null
left() { printf '%s left %s\\n' "$token" "$1" >&2; exit "$status"; }
newer() { find "$@" -newer ${OUR_DIRECTORY}/began -print 2>&1 | head -n 1; }
cd "$root" || left "$root"
[ "$place" = root ] && rm -f -- "$name"
rm -f -- "${SCRIPT_DIRECTORY}/$name"
changed=$(HOME=${OUR_DIRECTORY} LC_ALL=C git --no-optional-locks status --porcelain 2>&1 | head -n 1)
[ -z "$changed" ] || left "$changed"
changed=$(newer .git -path .git/objects -prune -o -type f)
[ -z "$changed" ] || left "$changed"
[ -z "\${HOME:-}" ] || [ "$HOME" = / ] || changed=$(newer "$HOME" -xdev -type f)
[ -z "$changed" ] || left "$changed"
find /tmp /var/tmp /dev/shm -xdev -mindepth 1 -newer ${OUR_DIRECTORY}/began -delete 2>/dev/null
printf '%s clean\\n' "$token" >&2
exit "$status"
`;

/** Inside single quotes of the shell. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}

/** Whether the runner's last word was that nothing is left. A script may forge it, for its own trajectory alone. */
export function isClean(reports: string, token: string): boolean {
  return reports.trimEnd().endsWith(`${token} clean`);
}
