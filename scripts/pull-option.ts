import { Option } from 'commander';

/** When a registry is asked for an image; the same in every command that needs images. */
export function pullOption(): Option {
  return new Option('--pull <when>', 'ask registries for images: never, where one is missing, or always')
    .choices(['never', 'missing', 'always'])
    .default('missing');
}
