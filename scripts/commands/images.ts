import { type Command, Option } from 'commander';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { wholeNumber } from '../output.ts';
import { pullOption } from '../pull-option.ts';

const ACTIONS = {
  list: 'which images are there, how large they are, and where the others would come from',
  pull: 'get images from their registries',
  build: 'make images ready to run: pull or build what is missing, and leave out history later than base',
  prune: 'remove images that troop made; never anybody else’s',
} as const;

export type ImagesAction = keyof typeof ACTIONS;

export function registerImages(program: Command, host: Host): void {
  const images = program.command('images').description('images of a data set’s instances');
  for (const action of ['list', 'pull', 'build', 'prune'] as const) {
    const command = images.command(action).description(ACTIONS[action]);
    command.option('--dataset <place>', 'rows, as troop run takes them');
    onDataset(command).option('--json', 'print JSON on stdout', false);
    if (action !== 'prune') command.addOption(pullOption());
    if (action === 'pull' || action === 'build') {
      command.option('--jobs <n>', 'images at once', wholeNumber('--jobs', 1), 2);
    }
    if (action === 'prune')
      command.addOption(new Option('--all', 'without a data set: all of them').default(false));
    command.action(async (options) => {
      const { imagesCommand } = await import('../images-command.ts');
      await imagesCommand(action, options, host);
    });
  }
}
