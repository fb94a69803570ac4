import { describe, expect, test } from 'vitest';
import { CODEMONKEYS_PRESET, type Config, configSchema } from '../../../domain/config.ts';
import { UsageError } from '../../../domain/errors.ts';
import { choiceOf } from '../../../domain/model-choice.ts';
import { mergeConfig } from '../../../scripts/merge-config.ts';
import { CODEMONKEYS, valueAt } from '../../support/codemonkeys-table.ts';

describe('preset codemonkeys', () => {
  test('sets every number and rule of the paper, whatever was set before', () => {
    const other = {
      samples: 1,
      edit: false,
      context: {
        mode: 'given',
        extensions: ['js'],
        maxFileTokens: 1,
        rankings: 1,
        tokenLimit: 1,
        targetTokens: 1,
      },
      relevance: { turns: 9, temperature: 1 },
      ranking: { turns: 9, temperature: 1 },
      testing: { turns: 9, temperature: 1, maxOutputTokens: 1 },
      editing: { turns: 9, temperature: 1, maxOutputTokens: 1 },
      selecting: { turns: 9, temperature: 1, maxOutputTokens: 1 },
      feedbackChars: 1,
      newFiles: true,
      execution: { timeoutMs: 1, gridTimeoutMs: 1 },
      voteRule: 'discriminating',
      shortlist: 1,
      selectBy: 'vote',
    };
    const config = mergeConfig(other, CODEMONKEYS_PRESET);
    for (const { path, value } of CODEMONKEYS) expect(valueAt(config, path), path).toEqual(value);
  });

  test('the table tells a wrong number from the right one', () => {
    const config = mergeConfig(CODEMONKEYS_PRESET, { testing: { turns: 7 } });
    expect(CODEMONKEYS.filter(({ path, value }) => valueAt(config, path) !== value)).toContainEqual(
      expect.objectContaining({ path: 'testing.turns' }),
    );
  });
});

describe('a config', () => {
  const DEFAULTS: Config = configSchema.parse({});

  test('is complete from nothing, and reading it again changes nothing', () => {
    expect(configSchema.parse(DEFAULTS)).toEqual(DEFAULTS);
    expect(DEFAULTS).toMatchObject({
      voteRule: 'discriminating',
      newFiles: true,
      context: { mode: 'prefilter' },
    });
  });

  test.each([
    [{ execution: { timeoutMs: -1 } }, 'execution.timeoutMs'],
    [{ testing: { turns: 0 } }, 'testing.turns'],
    [{ testing: { temperature: 3 } }, 'testing.temperature'],
    [{ samples: 1.5 }, 'samples'],
    [{ context: { mode: 'guess' } }, 'context.mode'],
    [{ prices: { 'a:b': { input: 1 } } }, 'prices.a:b.output'],
    [{ sampels: 3 }, 'sampels'],
    [{ running: { apiKey: 'sk' } }, 'apiKey'],
  ])('%j is refused by the name of its field', (layer, field) => {
    expect(() => mergeConfig(layer)).toThrow(field);
  });

  test.each([
    [
      { models: { named: { q: { model: 'openai:x', baseUrl: 'nohttp' } } } },
      'models.named.q.baseUrl: "nohttp" is no address',
    ],
    [
      { models: { named: { q: { model: 'openai:x', baseUrl: 'ftp://x/v1' } } } },
      'models.named.q.baseUrl: "ftp://x/v1"',
    ],
    [{ models: { named: { q: { modle: 'openai:x' } } } }, 'models.named.q.model: '],
    [{ models: { named: { q: 7 } } }, 'models.named.q: write PROVIDER:NAME or { model,'],
    [
      { models: { named: { 'a:b': 'openai:x' } } },
      'models.named.a:b: a name begins with a letter and has letters, digits,',
    ],
    [{ models: { named: { tape: 'openai:x' } } }, 'models.named.tape: this is the name of a provider'],
    [
      { editing: { thinking: 'banana' } },
      'editing.thinking: write off, on, low, medium, high, xhigh, max or { budgetTokens: N } from 1024 on',
    ],
    [{ editing: { thinking: { budgetTokens: 5 } } }, 'editing.thinking.budgetTokens: '],
  ])('%j is refused with what may stand there', (layer, words) => {
    expect(() => mergeConfig(layer)).toThrow(UsageError);
    expect(() => mergeConfig(layer)).toThrow(`the configuration does not fit: ${words}`);
  });

  test('layers lie over one another field by field, lists as a whole', () => {
    const config = mergeConfig(
      { samples: 3, context: { given: ['a', 'b'], rankings: 2 } },
      { context: { given: ['c'] }, samples: undefined },
    );
    expect(config).toMatchObject({ samples: 3, context: { given: ['c'], rankings: 2 } });
  });

  test('a role without a model of its own asks the default one', () => {
    const config = configSchema.parse({ models: { default: 'a:one', editing: 'b:two' } });
    expect([
      choiceOf(config.models, 'editing', 0)?.model,
      choiceOf(config.models, 'testing', 0)?.model,
    ]).toEqual(['b:two', 'a:one']);
  });
});
