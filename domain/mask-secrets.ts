/**
 * Takes credentials out of a text, those whose form their issuer has published so that they can be told from anything
 * else. The first letters stay, so that a reader sees what stood there. Applying it twice changes nothing more.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(TOKEN, (token) => `${START.exec(token)?.[0] ?? ''}<masked>`)
    .replace(PRIVATE_KEY, (_, first: string, last: string) => `${first}\n<masked>\n${last}`);
}

/** One expression: thousands of outputs of 8 kB are gone through once each. See ADR 14. */
const TOKEN = new RegExp(
  String.raw`(?<![A-Za-z0-9_])(?:${[
    'sk-ant-[\\w-]{20,}', // Anthropic
    'sk-(?:proj|svcacct|admin|or-v1)-[\\w-]{20,}', // OpenAI, OpenRouter
    'sk-[A-Za-z0-9]{48}', // OpenAI, older
    '(?:AKIA|ASIA)[0-9A-Z]{16}', // AWS, id of an access key
    'gh[pousr]_[A-Za-z0-9]{36,}', // GitHub
    'github_pat_[A-Za-z0-9_]{22,}',
    'glpat-[\\w-]{20,}', // GitLab
    'xox[abeprs]-[A-Za-z0-9-]{10,}', // Slack
    'AIza[\\w-]{35}', // Google
    'npm_[A-Za-z0-9]{36}',
    'pypi-AgEI[\\w-]{50,}',
    'hf_[A-Za-z0-9]{34,}', // Hugging Face
    '[sr]k_live_[A-Za-z0-9]{16,}', // Stripe
  ].join('|')})`,
  'g',
);

/** What tells the issuer. */
const START =
  /^(?:sk-(?:ant|proj|svcacct|admin|or-v1)-|sk-|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AIza|npm_|pypi-|hf_|[sr]k_live_)/;

const PRIVATE_KEY =
  /(-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)(?!\n<masked>)[A-Za-z0-9+/=\s\\]{40,16384}?(-----END (?:[A-Z]+ )?PRIVATE KEY-----)/g;
