import type { Prepared } from './rows.ts';
import { runTool } from './run-tool.ts';

/**
 * Removes the images of instances that other recipes or layouts made, those in use excepted; other instances' images
 * and what environments are made of stay. Returns the names of those removed.
 */
export async function pruneImages(prepared: readonly Prepared[], signal: AbortSignal): Promise<string[]> {
  const removed: string[] = [];
  for (const { image } of prepared) {
    const [repository = ''] = image.name.split(':');
    const format = '{{.Repository}}:{{.Tag}}';
    const listed = await runTool('docker', ['images', '--format', format, repository], { signal });
    for (const name of listed.split('\n').filter((line) => line !== '' && line !== image.name)) {
      const gone = await runTool('docker', ['rmi', name], { signal }).then(
        () => true,
        () => false,
      );
      signal.throwIfAborted();
      if (gone) removed.push(name);
    }
  }
  return removed;
}
