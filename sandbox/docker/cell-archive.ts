import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Cell } from '../../domain/execution.ts';
import { cellCommand, patchOf } from '../cell-command.ts';
import { GIT_CONFIG, OUR_DIRECTORY, runnerOf, SCRIPT_DIRECTORY } from './cell-runner.ts';

/** The tar archive that, unpacked at a container's `/`, holds all that a cell brings along. */
export async function cellArchive(cell: Cell): Promise<Buffer> {
  const tar = pack();
  const patch = patchOf(cell);
  const files: [string, string][] = [
    [`${OUR_DIRECTORY}/runner`, runnerOf(cell)],
    [`${OUR_DIRECTORY}/command`, cellCommand(cell, SCRIPT_DIRECTORY)],
    [`${SCRIPT_DIRECTORY}/${cell.script.fileName}`, cell.script.text],
    [`${OUR_DIRECTORY}/.gitconfig`, GIT_CONFIG],
  ];
  if (patch !== null) files.push([`${OUR_DIRECTORY}/patch.diff`, patch]);
  for (const directory of [OUR_DIRECTORY, SCRIPT_DIRECTORY]) {
    tar.entry({ name: directory.slice(1), type: 'directory', mode: 0o755 });
  }
  for (const [path, text] of files) tar.entry({ name: path.slice(1), mode: 0o644, mtime: new Date(0) }, text);
  tar.finalize();
  return buffer(tar);
}
