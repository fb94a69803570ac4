import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowRecipes } from '../../../../scripts/images/row-recipes.ts';

const RECIPE = {
  debian: 'bookworm',
  packages: ['python3'],
  pypi_wheels: [],
  package: 'flask',
  version: '2.3.0',
  sdist: 'Flask-2.3.0.tar.gz',
  sha256: 'a'.repeat(64),
  setup: '',
  undo: [],
};

function recipesOf(...rows: readonly object[]) {
  const folder = mkdtempSync(join(tmpdir(), 'troop-test-recipes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'rows.jsonl');
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { folder, of: rowRecipes(file, { cache: folder, say: () => {} }) };
}

describe('recipes of rows', () => {
  it('a dockerfile, with a folder beside the data set', async () => {
    const { folder, of } = recipesOf(
      { instance_id: 'a', dockerfile: 'FROM x', dockerfile_context: 'a/files' },
      { instance_id: 'b', dockerfile: 'FROM y' },
    );
    mkdirSync(join(folder, 'a', 'files'), { recursive: true });
    expect(await of('a')).toEqual({ kind: 'dockerfile', text: 'FROM x', context: join(folder, 'a/files') });
    expect(await of('b')).toEqual({ kind: 'dockerfile', text: 'FROM y', context: null });
  });

  it.each([
    ['as an object', RECIPE],
    ['as the text of one', JSON.stringify(RECIPE)],
  ])('a recipe of package registries, %s', async (_, image_recipe) => {
    const recipe = await recipesOf({ instance_id: 'a', image_recipe }).of('a');
    expect(recipe).toMatchObject({ kind: 'registries', text: JSON.stringify(RECIPE) });
  });

  it('none for a row without, for a row that is not there, and without a data set', async () => {
    const { of } = recipesOf({ instance_id: 'a', dockerfile: null });
    expect([await of('a'), await of('z')]).toEqual([null, null]);
    expect(await rowRecipes(null, { cache: '', say: () => {} })('a')).toBeNull();
  });

  it.each([
    [
      { dockerfile: 'FROM x', dockerfile_context: 'no/such' },
      'rows.jsonl:1: dockerfile_context: there is no folder ',
    ],
    [{ dockerfile: 7 }, 'rows.jsonl:1: dockerfile: '],
    [{ image_recipe: { ...RECIPE, sha256: 'x' } }, 'rows.jsonl:1: image_recipe.sha256: '],
    [{ image_recipe: 'text' }, 'rows.jsonl:1: image_recipe.'],
  ])('a faulty one is machinery that names row and column: %j', async (columns, message) => {
    const { of } = recipesOf({ instance_id: 'a', ...columns });
    await expect(of('a')).rejects.toMatchObject({
      name: 'MachineryError',
      message: expect.stringContaining(message),
    });
  });
});
