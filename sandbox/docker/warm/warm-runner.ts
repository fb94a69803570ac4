import { GIT_CONFIG, HEAD, OUR_DIRECTORY, runnerOf, SCRIPT_DIRECTORY } from '../cell-runner.ts';

/** The main process of a warm container. As process 1 it outlives `kill -1` of its own container. */
export const KEEPER = 'while :; do sleep 3600 & wait; done';

/** Git is asked once for the commit; that its files are as they were is seen after every cell. */
const KNOWN_HEAD = `if [ -r ${OUR_DIRECTORY}/head ]; then read -r known <${OUR_DIRECTORY}/head; printf '%s' "$known"
else ${HEAD} | tee ${OUR_DIRECTORY}/head; fi`;

/**
 * Runs one cell on base inside a container that lives on: takes the script from stdin, runs it as any cell is run,
 * ends all processes that it left, and reports `clean` where the next cell of the same trajectory finds everything as
 * this one did, else `left` and what it found. Looked at are the work tree, git's own files but its objects, and HOME:
 * whatever a script changes there has a younger status-change time than the cell's beginning, which no script can set;
 * what it takes away from the root is missed in the number of its entries. Temporary directories are emptied of what
 * is new. Its arguments: those of the runner, then the command's text.
 */
export const WARM_RUNNER = `
token=$1 root=$2 name=$3 place=$4
cd "$root" || exit 125
entries() { set -- .* *; echo $#; }
[ -d ${SCRIPT_DIRECTORY} ] || { mkdir ${SCRIPT_DIRECTORY} && printf '%s' '${GIT_CONFIG}' >${OUR_DIRECTORY}/.gitconfig; } || exit 125
before=$(entries)
{ printf '%s' "$5" >${OUR_DIRECTORY}/command && cat >"${SCRIPT_DIRECTORY}/$name" && : >${OUR_DIRECTORY}/began; } || exit 125
(
${runnerOf({}).replace(HEAD, () => KNOWN_HEAD)}
)
status=$?
kill -9 -1 2>/dev/null
left() { printf '%s left %s\\n' "$token" "$1" >&2; exit "$status"; }
cd "$root" || left "$root"
if [ "$place" = root ]; then rm -f -- "$name" "${SCRIPT_DIRECTORY}/$name"; else rm -f -- "${SCRIPT_DIRECTORY}/$name"; fi
[ "$(entries)" = "$before" ] || left "entries of $root"
home=\${HOME:-$root}
[ "$home" = / ] && home=$root
changed=$(find . "$home" -xdev -path ./.git/objects -prune -o ! -path . -cnewer ${OUR_DIRECTORY}/began -print -quit 2>&1)
[ -z "$changed" ] || left "$changed"
find /tmp /var/tmp /dev/shm -xdev -mindepth 1 -cnewer ${OUR_DIRECTORY}/began -delete 2>/dev/null
printf '%s clean\\n' "$token" >&2
exit "$status"
`;

/** Whether the runner's last word was that nothing is left. A script may forge it, for its own trajectory alone. */
export function isClean(reports: string, token: string): boolean {
  return reports.trimEnd().endsWith(`${token} clean`);
}
