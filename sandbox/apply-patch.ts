import type { Cell } from '../domain/execution.ts';

/**
 * Bash and POSIX sh: `apply_patch FILE` puts a patch on the tree in the current directory, through a function `ours`
 * that calls git, and answers with git's last words on stdout and status 1 where it does not apply.
 */
export function applyPatchFunction(apply: Cell['apply']): string {
  return apply === 'official' ? OFFICIAL : PLAIN;
}

const PLAIN = `apply_patch() { ours apply --whitespace=nowarn "$1" 2>&1 || return 1; }
`;

/**
 * As swebench 5.0.2 does (harness/run_evaluation.py): four commands, each weaker in what it asks for, with the tree
 * put back in between, and in the end the question whether the patch is there although each of them complained.
 */
const OFFICIAL = `put_back() { ours checkout -- . ; ours clean -fd; }
apply_patch() {
  words=$(ours apply --verbose "$1" 2>&1) && return
  put_back >/dev/null 2>&1
  words=$(ours apply --verbose --3way "$1" 2>&1) && return
  put_back >/dev/null 2>&1
  words=$(ours apply --verbose --reject "$1" 2>&1) && return
  put_back >/dev/null 2>&1
  words=$(patch --batch --forward --fuzz=5 -p1 -i "$1" 2>&1) && return
  ours apply --check --reverse "$1" >/dev/null 2>&1 && return
  printf '%s\\n' "$words"
  return 1
}
`;
