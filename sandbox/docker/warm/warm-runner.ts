import { GIT_CONFIG, HEAD, OUR_DIRECTORY, REPORTS, SCRIPT_DIRECTORY } from '../cell-runner.ts';

/**
 * The main process of a warm container: runs one cell on base after the other, as stdin hands them in (`jobOf`). As
 * process 1 it can be killed by no script, and its `kill -1` ends all processes but itself.
 *
 * A cell is run and reported as the runner of a single one does, then all that it left running is ended, and `clean`
 * reported where the next cell of the same trajectory finds everything as this one did, else `left` and what was
 * found. Looked at are the work tree, git's own files but its objects, and HOME: whatever a script changes there has a
 * younger status-change time than the cell's beginning, which no script can set; what it takes away from the root is
 * missed in the number of its entries. Temporary directories are emptied of what is new. Both of its streams end a
 * cell with `endOf` its token. A process costs a millisecond here, so what the shell can do itself it does.
 *
 * Its argument: the repository's root.
 */
export const WARM_RUNNER = `
root=$1 head=
exec 3>&2 2>&1
${REPORTS}
entries() { set -- .* *; entries=$#; }
holds_any() { for file in /tmp/* /tmp/.[!.]* /var/tmp/* /var/tmp/.[!.]* /dev/shm/*; do
  [ -e "$file" ] && return 0
done; return 1; }
mkdir -p ${SCRIPT_DIRECTORY} && printf '%s' '${GIT_CONFIG}' >${OUR_DIRECTORY}/.gitconfig || exit 125
shell=$(command -v bash || command -v sh)

find_head() {
  [ -z "$head" ] || return 0
  head=-
  [ -e .git ] || return 0
  command -v git >/dev/null || { head= ; say no-git; return 1; }
  head=$(${HEAD}) || { say "no-head $head"; head= ; return 1; }
}

run() {
  head -c "$command_bytes" >${OUR_DIRECTORY}/command || { say no-script; return 1; }
  cd "$root" 2>/dev/null || { say no-root; return 1; }
  find_head || return 1
  script=${SCRIPT_DIRECTORY}/$name
  entries; before=$entries
  if [ "$place" = root ]; then
    script=$root/$name
    # What the repository has in the script's place gives way: a link there would lead the script elsewhere.
    if [ -e "$script" ] || [ -L "$script" ]; then rm -rf -- "$script"; fi
  fi
  { head -c "$script_bytes" >"$script" && : >${OUR_DIRECTORY}/began; } || { say no-script; return 1; }
  say "ready $head"
  "$shell" ${OUR_DIRECTORY}/command </dev/null 3>&-
  ended $?
}

look() {
  cd "$root" || { say "left $root"; return; }
  rm -rf -- "$script"
  entries
  [ "$entries" = "$before" ] || { say "left entries of $root"; return; }
  home=\${HOME:-$root}
  [ "$home" = / ] && home=$root
  changed=$(find . "$home" -xdev -path ./.git/objects -prune -o ! -path . -cnewer ${OUR_DIRECTORY}/began -print -quit 2>&1)
  [ -z "$changed" ] || { say "left $changed"; return; }
  if holds_any; then
    find /tmp /var/tmp /dev/shm -xdev -mindepth 1 -cnewer ${OUR_DIRECTORY}/began -delete 2>/dev/null
  fi
  say clean
}

while IFS=' ' read -r token name place command_bytes script_bytes; do
  if run; then
    kill -9 -1 2>/dev/null
    look
  fi
  printf '%s end\\n' "$token"
  say end
done
`;

export interface Job {
  readonly token: string;
  readonly fileName: string;
  readonly place: 'root' | 'outside';
  readonly command: string;
  readonly script: string;
}

/** What the runner reads of a cell: a line of names and lengths, then the command and the script themselves. */
export function jobOf({ token, fileName, place, command, script }: Job): string {
  const lengths = [command, script].map((text) => Buffer.byteLength(text)).join(' ');
  return `${token} ${fileName} ${place} ${lengths}\n${command}${script}`;
}

/** Ends the output of a cell, and its reports. */
export function endOf(token: string): string {
  return `${token} end\n`;
}

/** Whether the runner found that nothing is left. A script may forge it, for its own trajectory alone. */
export function isClean(reports: string, token: string): boolean {
  return reports.endsWith(`\n${token} clean\n${endOf(token)}`);
}
