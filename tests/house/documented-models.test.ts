import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { knownModel } from '../fake-server/known-models.ts';

/** Of a model that the fake server does not know, it refuses nothing: what a newcomer copies must be held to its rules. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `NAME` stands for any. */
const MODEL = /\b(?:anthropic|openai|openai-responses):(?!NAME\b)([\w.-]*\w)/g;

function unknownModels(text: string): string[] {
  return [...text.matchAll(MODEL)].flatMap(([, name = '']) => (knownModel(name) === null ? [name] : []));
}

const PAGES = [
  'README.md',
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

it('every model that README and docs name is known to the fake server', () => {
  const texts = PAGES.map((path) => readFileSync(`${ROOT}${path}`, 'utf8'));
  expect(texts.join('\n').match(MODEL)?.length).toBeGreaterThan(3);
  expect(texts.flatMap(unknownModels)).toEqual([]);
});

it('a page that names another is caught', () => {
  const page = 'Ask `anthropic:claude-sonnet-4-6`, `openai-responses:gpt-x` or `openai:NAME`.';
  expect(unknownModels(page)).toEqual(['gpt-x']);
});
