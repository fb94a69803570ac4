import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../domain/config.ts';
import { choiceOf, choicesOf, type ModelSettings, samplesByChoice } from '../../../domain/model-choice.ts';

function settings(models: object): ModelSettings {
  return configSchema.parse({ models }).models;
}

const named = { sonnet: 'anthropic:claude', gpt: { model: 'openai-responses:gpt', thinking: 'high' } };

function drawn(mixture: string, samples: number): string {
  const models = settings({ default: mixture, named });
  return Array.from(
    { length: samples },
    (_, sample) => choiceOf(models, 'editing', sample)?.label[0] ?? '-',
  ).join('');
}

describe('mixtures', () => {
  it('samples take turns in the proportions given', () => {
    expect(drawn('sonnet:6,gpt:4', 10)).toBe('sgsgssgsgs');
    expect(drawn('sonnet:1,gpt:1', 4)).toBe('sgsg');
  });

  it('any first samples keep the proportions to within one sample', () => {
    for (let samples = 1; samples <= 40; samples++) {
      const first = drawn('sonnet:7,gpt:3', samples);
      const share = [...first].filter((letter) => letter === 's').length;
      expect(Math.abs(share - samples * 0.7)).toBeLessThan(1);
    }
  });

  it('more samples change none that were drawn before', () => {
    expect(drawn('sonnet:6,gpt:4', 64).startsWith(drawn('sonnet:6,gpt:4', 10))).toBe(true);
  });

  it('are counted for any samples in a row as these are drawn', () => {
    const models = settings({ default: 'sonnet:7,gpt:3', named });
    for (const first of [0, 4, 9, 1_000_003]) {
      for (let count = 0; count <= 25; count++) {
        const drawnLabels = Array.from(
          { length: count },
          (_, n) => choiceOf(models, 'editing', first + n)?.label,
        );
        const counted = samplesByChoice(models, 'editing', { count, first });
        for (const { choice, samples } of counted)
          expect(samples, `${count} from ${first}`).toBe(
            drawnLabels.filter((label) => label === choice.label).length,
          );
      }
    }
    const half = samplesByChoice(models, 'editing', { count: 1.5 }).map(({ samples }) => samples);
    expect(half).toEqual([1, 0.5]);
    expect(samplesByChoice(settings({ default: '' }), 'editing', { count: 3 })).toEqual([]);
  });

  it('testing and editing of one sample ask the same model', () => {
    const models = settings({ default: 'sonnet:2,gpt:3', named });
    for (let sample = 0; sample < 10; sample++) {
      expect(choiceOf(models, 'testing', sample)).toEqual(choiceOf(models, 'editing', sample));
    }
  });

  it('a part of weight 0 is never drawn, and a mixture of nothing is refused', () => {
    expect(drawn('sonnet:0,gpt:1', 3)).toBe('ggg');
    expect(() => drawn('sonnet:0,gpt:0', 1)).toThrow('takes nothing of any model');
  });
});

describe('a mixture that is not understood', () => {
  it.each([
    ['sonnet:-1,gpt:4', '"sonnet:-1"'],
    ['sonnet:1.5,gpt:4', '"sonnet:1.5"'],
    ['sonnet,', '"sonnet"'],
    ['sonnet:6,', '""'],
    ['sonnet:-1', '"sonnet:-1"'],
    ['sonnet:6, gpt:4', '" gpt:4"'],
  ])('%s is refused at %s, with how weights are written', (text, place) => {
    const draw = () => choiceOf(settings({ default: text, named }), 'editing', 0);
    expect(draw).toThrow(`the mixture ${text} is not understood at ${place}; write NAME:WEIGHT,NAME:WEIGHT`);
  });

  it('is told from a model whose provider has commas in its names', () => {
    expect(choiceOf(settings({ default: 'tape:a,b', named }), 'editing', 0)?.model).toBe('tape:a,b');
  });
});

describe('named models', () => {
  it('a role names a model, and it comes with all that was said of it', () => {
    const models = settings({ default: 'sonnet', judge: 'gpt', named });
    expect(choiceOf(models, 'judge', 0)).toEqual({
      label: 'gpt=openai-responses:gpt',
      model: 'openai-responses:gpt',
      thinking: 'high',
    });
    expect(choicesOf(models, 'ranking').map(({ label }) => label)).toEqual(['sonnet=anthropic:claude']);
  });

  it.each(['anthropic:claude', 'openai-compatible:qwen:7@http://h/v1', 'tape:7', 'openai:7'])(
    '%s needs no name',
    (text) => {
      expect(choiceOf(settings({ default: text, named }), 'editing', 3)).toEqual({
        label: text,
        model: text,
      });
    },
  );

  it('a name that nobody gave is refused with those that were given', () => {
    expect(() => choiceOf(settings({ default: 'opus', named }), 'editing', 0)).toThrow(
      'no model is named opus (named are: sonnet, gpt)',
    );
  });

  it.each([
    [{ gpt: { model: 'openai:x', keyVariable: 'sk-abc123' } }, 'keyVariable'],
    [{ gpt: { model: 'openai:x', baseUrl: 'https://user:secret@host/v1' } }, 'baseUrl'],
    [{ gpt: { model: 'openai:x', apiKey: 'K' } }, 'gpt'],
    [{ openai: 'openai:x' }, 'openai'],
  ])('%j is refused: keys are not settings, providers not names', (given, field) => {
    const parsed = configSchema.safeParse({ models: { named: given } });
    expect(JSON.stringify(parsed.error?.issues)).toContain(field);
  });
});
