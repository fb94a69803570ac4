import type { Scenario } from '../fake-server/scenario.ts';
import { editOf, scriptOf } from '../support/small-repository.ts';

/** Only what comes live has the call's name; what may come in a batch is told by its prompt. */
const scenario: Scenario = ({ name, messages }) => {
  if (name && (name.role === 'editing' || name.turn > 1))
    return { text: name.role === 'editing' && name.turn === 1 ? editOf('counts down') : '<done/>' };
  const prompt = messages.map(({ text }) => text).join('\n');
  if (prompt.includes('Is this file relevant')) {
    const isNeeded = /lib\/(parse|format)\.js/.test(prompt);
    const verdict = isNeeded ? 'relevant' : 'not relevant';
    return { text: `<verdict>${verdict}</verdict>${isNeeded ? '<summary>It parses.</summary>' : ''}` };
  }
  if (prompt.includes('Which of these files are worth reading whole?'))
    return { text: '<promising>["lib/parse.js", "lib/format.js"]</promising>' };
  if (prompt.includes('Which files does the programmer need?'))
    return { text: '<files>["lib/parse.js", "lib/format.js"]</files>' };
  if (prompt.includes('The files:')) return { text: '<ranking>["lib/parse.js", "lib/format.js"]</ranking>' };
  if (prompt.includes('You write a test script'))
    return { text: scriptOf("parse('3-1')", "seen.join() === '3,2,1'") };
  throw new Error(`a batch asks what none of these tests puts into one: ${prompt}`);
};

export default scenario;
