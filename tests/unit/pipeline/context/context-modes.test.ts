import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../../db/store.ts';
import { messageText } from '../../../../domain/message.ts';
import type { ModelRequest } from '../../../../domain/model.ts';
import { chooseContext } from '../../../../pipeline/context.ts';
import { lexicalOrder } from '../../../../pipeline/prefilter.ts';
import { scriptedEngine } from '../../../support/scripted-engine.ts';
import { type Answer, scriptedModel } from '../../../support/scripted-model.ts';
import { INSTANCE, ISSUE, type ScriptedRun, scriptedRun } from '../../../support/scripted-run.ts';
import { tempStore } from '../../db/temp-store.ts';

/** `lib/shape.py` and `lib/circle.py` matter for the issue; `lib/zebra.py` is not among its lexically best three. */
const FILES = {
  'lib/circle.py': 'class Circle:\n    """A round shape."""\n    def area(self):\n        return 3\n',
  'lib/noise.py': 'def area_is_wrong(area, circle):\n    secret_body = area\n    return circle\n',
  'lib/shape.py': 'class Shape:\n    def area(self):\n        raise NotImplementedError\n',
  'lib/zebra.py': 'def stripes():\n    return 2\n',
};
const PATHS = Object.keys(FILES);
const sources = Object.entries(FILES).map(([path, text]) => ({ path, text }));
const CALCULATOR = { ...ISSUE, text: 'The area of a circle is wrong.', language: 'python' };

const OUTLINES_CALL = 'relevance/1000000/1';
const TREE_CALL = 'relevance/2000000/1';

let store: Store;

beforeEach(() => {
  store = tempStore();
});

async function choose(
  mode: 'prefilter' | 'outlines' | 'tree',
  answer: Answer,
  context: object = {},
  over: Partial<ScriptedRun> = {},
) {
  const model = scriptedModel(answer);
  const settings = { context: { mode, prefilterFiles: 3, ...context }, ...over.settings };
  const engine = scriptedEngine(FILES);
  const deps = await scriptedRun({ store, model, engine, issues: [CALCULATOR], ...over, settings });
  const key = { runId: deps.run.id, instanceId: INSTANCE, stage: 'context', sample: 0, attempt: 1 } as const;
  const repository = await engine.openRepository(CALCULATOR, deps.signal);
  const chosen = chooseContext(CALCULATOR, repository, store.openItem(key, ''), deps);
  return { model, deps, failure: await chosen.then(() => null, String) };
}

function context() {
  const run = store.findRun('night') ?? expect.fail('no run');
  const { mode, files, considered } = store.context(run.id, INSTANCE) ?? expect.fail('no context');
  return { mode, paths: files.map(({ path }) => path), considered };
}

const promptOf = ({ messages }: ModelRequest) => messages.map(messageText).join('\n');

/** Says that a file is relevant where it is one of two; takes what is said of outlines and of the tree. */
function answering(said: { outlines?: string; tree?: string }): Answer {
  return (request) => {
    const { role, sample } = request.key;
    if (role === 'ranking') return '<ranking>["lib/shape.py", "lib/circle.py"]</ranking>';
    if (sample === 1_000_000) return said.outlines ?? expect.fail('no outlines are to be asked');
    if (sample === 2_000_000) return said.tree ?? expect.fail('no tree is to be asked');
    const isRelevant = /lib\/(shape|circle)\.py/.test(promptOf(request));
    return `<verdict>${isRelevant ? 'relevant' : 'not relevant'}</verdict><summary>Areas.</summary>`;
  };
}

const PROMISING = '<promising>["lib/circle.py", "lib/shape.py", "lib/invented.py"]</promising>';

describe('outlines', () => {
  test('are asked first, then whole files where an outline is promising', async () => {
    const { model } = await choose('outlines', answering({ outlines: PROMISING }));
    const [first, ...others] = model.asked;
    expect(first).toBe(OUTLINES_CALL);
    expect(others.sort()).toEqual([
      'ranking/0/1',
      'ranking/1/1',
      'ranking/2/1',
      'relevance/0/1',
      'relevance/2/1',
    ]);
    expect(context()).toMatchObject({ mode: 'outlines', paths: ['lib/shape.py', 'lib/circle.py'] });
    expect(context().considered.map(({ path, relevant }) => [path, relevant])).toEqual([
      ['lib/circle.py', true],
      ['lib/noise.py', false],
      ['lib/shape.py', true],
      ['lib/zebra.py', null],
    ]);
  });

  test('show the lexically best files without their bodies', async () => {
    const { model } = await choose('outlines', answering({ outlines: PROMISING }));
    const prompt = promptOf(model.requests[0] ?? expect.fail('nothing was asked'));
    expect(prompt).toContain('class Circle\n    """A round shape."""\n    def area(self)');
    expect(prompt).toContain('def area_is_wrong(area, circle)');
    expect(prompt).not.toContain('secret_body');
    expect(prompt).not.toContain('zebra');
  });

  test('go out in several calls where they pass the limit of one', async () => {
    const { model } = await choose('outlines', () => '<promising>[]</promising>', { outlineTokens: 50 });
    expect(model.asked).toEqual(['relevance/1000000/1', 'relevance/1000001/1', 'relevance/1000002/1']);
  });

  test.each([
    ['that cannot be read', 'All of them look fine.'],
    ['that names invented files alone', '<promising>["lib/invented.py"]</promising>'],
  ])('an answer %s makes all its files promising', async (_, outlines) => {
    const { model } = await choose('outlines', answering({ outlines }));
    const whole = model.asked.filter((name) => name.startsWith('relevance/') && name !== OUTLINES_CALL);
    expect(whole.sort()).toEqual(['relevance/0/1', 'relevance/1/1', 'relevance/2/1']);
    expect(context().paths).toEqual(['lib/shape.py', 'lib/circle.py']);
  });

  test('of which none is promising leave the lexical order, and no further call is made', async () => {
    const { model } = await choose('outlines', answering({ outlines: '<promising>[]</promising>' }));
    expect(model.asked).toEqual([OUTLINES_CALL]);
    expect(context().paths).toEqual(await lexicalOrder(CALCULATOR.text, sources));
  });

  test('are not bought again by a resume, nor is a file that was judged', async () => {
    const dying: Answer = (request) => {
      if (request.key.role === 'ranking') throw new Error('the machine is gone');
      return answering({ outlines: PROMISING })(request);
    };
    const first = await choose('outlines', dying);
    expect(first.failure).toContain('the machine is gone');
    expect(first.model.asked).toContain(OUTLINES_CALL);
    const { model } = await choose('outlines', answering({}));
    expect([...model.asked].sort()).toEqual(['ranking/0/1', 'ranking/1/1', 'ranking/2/1']);
    expect(context().paths).toEqual(['lib/shape.py', 'lib/circle.py']);
  });

  test('wait for a batch where relevance does', async () => {
    const settings = { running: { batch: { roles: ['relevance' as const] } } };
    const { model } = await choose('outlines', answering({ outlines: PROMISING }), {}, { settings });
    const waits = model.requests.map(({ key, batch }) => [key.role, batch === true]);
    expect(waits.filter(([role]) => role === 'relevance')).toEqual(Array(3).fill(['relevance', true]));
    expect(waits.filter(([role]) => role === 'ranking')).toEqual(Array(3).fill(['ranking', false]));
  });
});

describe('the tree', () => {
  const NAMED = '<files>["./lib/shape.py", "lib/invented.py", "lib/circle.py"]</files>';

  test('is asked once, and what its answer names is the context, in that order', async () => {
    const { model, deps } = await choose('tree', answering({ tree: NAMED }));
    expect(model.asked).toEqual([TREE_CALL]);
    expect(context()).toMatchObject({ mode: 'tree', paths: ['lib/shape.py', 'lib/circle.py'] });
    expect(context().considered.map(({ path, relevant, rankScore }) => [path, relevant, rankScore])).toEqual([
      ['lib/circle.py', true, 0.5],
      ['lib/noise.py', false, null],
      ['lib/shape.py', true, 0],
      ['lib/zebra.py', false, null],
    ]);
    expect(deps.store.spending(deps.run.id, 'stage').get('context')?.calls).toBe(1);
  });

  test('names every source file with its tokens, and shows no text', async () => {
    const { model } = await choose('tree', answering({ tree: NAMED }));
    const prompt = promptOf(model.requests[0] ?? expect.fail('nothing was asked'));
    for (const path of PATHS) expect(prompt).toMatch(new RegExp(`^  ${path.replace('lib/', '')} \\d+$`, 'm'));
    expect(prompt).toContain('\nlib/\n');
    expect(prompt).not.toContain('return');
  });

  test.each(['I cannot tell.', '<files>["lib/invented.py"]</files>', '<files>[]</files>'])(
    'an answer of %j leaves the lexical order',
    async (tree) => {
      const { model } = await choose('tree', answering({ tree }));
      expect(model.asked).toEqual([TREE_CALL]);
      expect(context().paths).toEqual(await lexicalOrder(CALCULATOR.text, sources));
      expect(context().considered.every(({ relevant }) => relevant === null)).toBe(true);
    },
  );

  test('is not bought again by a resume', async () => {
    const weak = new Proxy(store, {
      get: (target, name) =>
        name === 'putContext'
          ? () => {
              throw new Error('the disk is full');
            }
          : Reflect.get(target, name),
    });
    const first = await choose('tree', answering({ tree: NAMED }), {}, { store: weak });
    expect(first).toMatchObject({ failure: 'Error: the disk is full', model: { asked: [TREE_CALL] } });
    const { model } = await choose('tree', answering({}));
    expect(model.asked).toEqual([]);
    expect(context().paths).toEqual(['lib/shape.py', 'lib/circle.py']);
  });
});

test('a mode that reads less makes fewer relevance calls', async () => {
  const calls: number[] = [];
  for (const mode of ['prefilter', 'outlines', 'tree'] as const) {
    store = tempStore();
    const outlines = '<promising>["lib/circle.py"]</promising>';
    const { model } = await choose(mode, answering({ outlines, tree: '<files>["lib/circle.py"]</files>' }));
    calls.push(model.asked.filter((name) => name.startsWith('relevance')).length);
    expect(context().paths).toContain('lib/circle.py');
  }
  expect(calls).toEqual([3, 2, 1]);
});
