import { describe, expect, test } from 'vitest';
import {
  type RegistryRecipe,
  recipeTag,
  registryRecipeSchema,
} from '../../../../scripts/images/registry-image.ts';

const RECIPE: RegistryRecipe = {
  debian: 'bookworm',
  packages: ['git', 'python3'],
  pypi_wheels: ['one==1.0'],
  package: 'name',
  version: '1.0',
  sdist: 'name-1.0.tar.gz',
  sha256: '0'.repeat(64),
  setup: 'export PYTHONPATH=/testbed',
  undo: [],
};

describe('the tag of a recipe', () => {
  test.each<Partial<RegistryRecipe>>([
    { debian: 'bullseye' },
    { packages: ['git'] },
    { pypi_wheels: ['one==1.1'] },
    { sha256: '1'.repeat(64) },
    { setup: '' },
    { undo: ['patch'] },
    { version: '1.1' },
  ])('is another with %o', async (change) => {
    expect(await recipeTag({ ...RECIPE, ...change })).not.toBe(await recipeTag(RECIPE));
  });

  test('is the same whatever the order of its libraries', async () => {
    expect(await recipeTag({ ...RECIPE, packages: ['python3', 'git'] })).toBe(await recipeTag(RECIPE));
  });
});

describe('a recipe', () => {
  test.each([
    ['packages', { packages: ['--allow-unauthenticated'] }],
    ['pypi_wheels', { pypi_wheels: ['one'] }],
    ['sdist', { sdist: '../name.tar.gz' }],
    ['debian', { debian: 'a/b' }],
    ['sha256', { sha256: 'none' }],
  ])('with a bad %s is refused by that name', (field, change) => {
    const { error } = registryRecipeSchema.safeParse({ ...RECIPE, ...change });
    expect(error?.issues[0]?.path[0]).toBe(field);
    expect(registryRecipeSchema.safeParse(RECIPE).success).toBe(true);
  });
});
