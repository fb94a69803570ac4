/**
 * A draft of the leaderboard's `metadata.yaml`: what the run knows is filled in, the rest is marked. A string in JSON
 * is one in YAML too.
 */
export function metadata({
  name,
  models,
}: {
  readonly name: string;
  readonly models: readonly string[];
}): string {
  const list = models.map((model) => `    - ${JSON.stringify(model)}`).join('\n');
  return `# A draft: fill in what is empty, and check the rest.
info:
  name: ${JSON.stringify(name)}
  # Page of the system, and of a report on it
  site: ""
  report: ""
  logo: ""
  authors: ""
assets:
  # Addresses that the leaderboard's keepers give to the two folders
  logs: ""
  trajs: ""
tags:
  checked: false
  model:
${list || '    []'}
  org: []
  # Whether weights of the models, and code of the system, are open
  os_model: false
  os_system: true
  system:
    # One patch per instance was submitted (pass@1)
    attempts: "1"
`;
}
