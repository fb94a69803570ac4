import { join } from 'node:path';

export interface HubSettings {
  readonly endpoint: string;
  readonly token: string | null;
  readonly offline: boolean;
  /** Folder of the hub's cache, shared with its Python library. */
  readonly cache: string;
}

const YES = new Set(['1', 'true', 'yes', 'on']);

/** Reads the variables by which the hub's users steer its own library. */
export function hubSettings(environment: Readonly<Record<string, string | undefined>>): HubSettings {
  const { HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME } = environment;
  const home =
    HF_HOME ?? join(environment.XDG_CACHE_HOME ?? join(environment.HOME ?? '.', '.cache'), 'huggingface');
  return {
    endpoint: (HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: HF_TOKEN || null,
    offline: YES.has((HF_HUB_OFFLINE ?? '').toLowerCase()),
    cache: HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
  };
}
