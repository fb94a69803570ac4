import type { Cell } from '../../domain/execution.ts';
import { applyPatchFunction } from '../apply-patch.ts';
import type { Ended } from '../verdict.ts';

/**
 * The main process of a cell's container, and what it reports.
 *
 * Reports go to the container's stderr; the script's stdout and stderr share its stdout. Whatever is written to
 * stderr before the line `ready` cannot come from the script or from patched code, because neither has begun: so
 * a patch that does not apply is known from the first line alone, which no script can forge. The line `ended` can
 * be forged, but only by the script whose own word it reports.
 */

/** Everything of ours lies in here, at the same path in each container, so that outputs name the same paths. */
export const OUR_DIRECTORY = '/troop';
export const SCRIPT_DIRECTORY = `${OUR_DIRECTORY}/script`;
/** An image's tree may belong to another user than the container's; git would refuse to read it. */
export const GIT_CONFIG = '[safe]\n\tdirectory = *\n';

/** Tells the tree's commit; `ours` is git with settings of ours. */
export const HEAD = "ours log -1 --format='%H,%P,%s' 2>&1";

/** Shell functions that report: `say` a line of words, `ended` the status of the script and which limits it met. */
export const REPORTS = `say() { printf '%s %s\\n' "$token" "$*" >&3; }
above=\${root%/*}
ours() { HOME=${OUR_DIRECTORY} LC_ALL=C GIT_CEILING_DIRECTORIES="\${above:-/}" git "$@"; }
counted() {
  for file in "$2" "$3"; do
    [ -r "$file" ] || continue
    while read -r key count; do
      if [ "$key" = "$1" ]; then printf ' %s' "$count" >&3; return; fi
    done <"$file"
  done
  printf ' 0' >&3
}
# No new process: the limit on processes may be what ended the script.
ended() {
  printf '%s ended %s' "$token" "$1" >&3
  counted max /sys/fs/cgroup/pids.events /sys/fs/cgroup/pids/pids.events
  counted oom_kill /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control
  printf '\\n' >&3
}`;

/** The runner's text. Its arguments: random token, repository's root, script's file name, its place. */
export function runnerOf({ apply }: Pick<Cell, 'apply'>): string {
  return `#!/bin/sh
token=$1 root=$2 name=$3 place=$4
exec 3>&2 2>&1
${REPORTS}
${applyPatchFunction(apply)}
cd "$root" 2>/dev/null || { say no-root; exit 125; }
head=-
if [ -e .git ]; then
  command -v git >/dev/null || { say no-git; exit 125; }
  head=$(${HEAD}) || { say "no-head $head"; exit 125; }
fi
if [ -f ${OUR_DIRECTORY}/patch.diff ]; then
  command -v git >/dev/null || { say no-git; exit 125; }
  refusal=$(apply_patch ${OUR_DIRECTORY}/patch.diff) ||
    { say "not-applied $head"; printf '%s\\n' "$refusal" >&3; exit 125; }
fi
if [ "$place" = root ]; then
  # What the patch put in the script's place gives way: a link there would lead the script elsewhere.
  { rm -rf -- "$name" && cat "${SCRIPT_DIRECTORY}/$name" >"$name"; } || { say no-script; exit 125; }
fi
shell=$(command -v bash || command -v sh)

say "ready $head"
"$shell" ${OUR_DIRECTORY}/command </dev/null 3>&-
status=$?
ended "$status"
exit "$status"
`;
}

/** What the runner found before the script began. `head` is null where the tree is no git repository. */
export type Beginning =
  | { readonly kind: 'ready'; readonly head: Head | null }
  | { readonly kind: 'not-applied'; readonly head: Head | null; readonly words: string }
  | { readonly kind: 'impossible'; readonly words: string };

/** The commit that the image's tree is at. */
export interface Head {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly subject: string;
}

/** Reads the first report; null while its line is not complete. */
export function readBeginning(reports: string, token: string): Beginning | null {
  const [line, ...rest] = reports.split('\n');
  if (line === undefined || rest.length === 0) return null;
  const [mark, kind, ...words] = line.split(' ');
  if (mark !== token) return { kind: 'impossible', words: reports };
  const head = parseHead(words.join(' '));
  if (kind === 'ready') return { kind, head };
  if (kind === 'not-applied') return { kind, head, words: rest.join('\n').trim() };
  return { kind: 'impossible', words: line.slice(token.length + 1) };
}

/** Reads the last report; null where the runner did not live to write it. */
export function readEnded(reports: string, token: string): Ended | null {
  const line = reports.split('\n').findLast((text) => text.startsWith(`${token} ended `));
  const [, status, refused, kills] = / ended (\d+) (\d+) (\d+)$/.exec(line ?? '') ?? [];
  if (status === undefined) return null;
  return { exitCode: Number(status), refusedProcesses: Number(refused), memoryKills: Number(kills) };
}

/** Reads `<commit>,<parents>,<subject>`; null for anything else. */
export function parseHead(text: string): Head | null {
  const [, commit, parents, subject] = /^([0-9a-f]{40,64}),([0-9a-f ]*),(.*)$/.exec(text) ?? [];
  if (commit === undefined || parents === undefined || subject === undefined) return null;
  return { commit, parents: parents.split(' '), subject };
}
