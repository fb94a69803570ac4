import type { Scenario } from '../fake-server/scenario.ts';

/** Answers with what was asked, as JSON, and without usage where the call's name says so. */
const echo: Scenario = ({ name, seen, body }) => ({
  text: JSON.stringify({ name, seen, body }),
  usage: name?.instanceId !== 'unmetered',
});

export default echo;
