import Table from 'cli-table3';
import type { ImageSight } from '../../sandbox/docker/images/open-images.ts';
import type { OwnImage } from '../../sandbox/docker/images/own-images.ts';
import type { Pruned } from './prune-images.ts';

/** One instance's image. */
export interface ImageLine extends ImageSight {
  readonly instance: string;
  /** Why it could not be had. */
  readonly problem: string | null;
}

const HOW: Readonly<Record<ImageSight['how'], string>> = {
  present: 'here',
  pull: 'to be pulled',
  dockerfile: 'to be built from the row’s dockerfile',
  registries: 'to be built from package registries',
  nowhere: 'nowhere: no registry, no recipe',
};

const MOST_PROBLEM = 70;

export function imagesTable(lines: readonly ImageLine[]): string {
  const table = tableWith(['instance', 'image', 'size', 'how']);
  for (const { instance, name, sizeBytes, how, problem } of lines) {
    table.push([instance, name, sizeText(sizeBytes), problem === null ? HOW[how] : shortened(problem)]);
  }
  const here = lines.filter(({ sizeBytes }) => sizeBytes !== null);
  return `${table}\n${here.length} of ${lines.length} here`;
}

export function ownTable(images: readonly OwnImage[]): string {
  const table = tableWith(['image', 'kind', 'made of', 'instance', 'size']);
  for (const { names, kind, from, instanceId, sizeBytes } of images) {
    table.push([names.join(' '), kind, from, instanceId, sizeText(sizeBytes)]);
  }
  return `${table}\n${images.length} images made by troop; sizes count shared layers each time`;
}

export function prunedTable({ images, copies }: Pruned): string {
  const lines = images.map(({ name, removed }) => `${removed ? 'removed' : 'in use '}  ${name}`);
  const count = images.filter(({ removed }) => removed).length;
  return [...lines, `${count} images and ${copies} copies of repositories removed`].join('\n');
}

function tableWith(head: string[]) {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}

function sizeText(bytes: number | null): string {
  return bytes === null ? '' : `${Math.round(bytes / 1e6)} MB`;
}

/** The whole of it was said while it happened. */
function shortened(problem: string): string {
  const [line = ''] = problem.split('\n');
  return line.length > MOST_PROBLEM ? `${line.slice(0, MOST_PROBLEM)}…` : line;
}
