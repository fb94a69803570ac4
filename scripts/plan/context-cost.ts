import type { Config } from '../../domain/config.ts';
import { FIRST_OUTLINES_CALL, TREE_CALL } from '../../pipeline/context/choosing.ts';
import type { Calls } from '../../pipeline/context/reading.ts';
import * as assumed from './assumptions.ts';
import type { RepositorySizes } from './repository-sizes.ts';
import { type IssueCost, NO_COST, plannedModels, type RoleCost, sumOf, tokensUsd } from './stage-cost.ts';

/** Reading and ranking files; none of it is worth caching, since each file is read once. */
export function contextCost(
  config: Config,
  issueTokens: number,
  sizes: RepositorySizes | null,
): Pick<IssueCost, 'relevance' | 'ranking'> {
  const { mode, rankings } = config.context;
  if (mode === 'given' || !config.edit) return { relevance: NO_COST, ranking: NO_COST };
  const { listing, whole } = relevanceCalls(config, issueTokens, sizes);
  const relevance = sumOf([
    plainCalls(config, 'relevance', {
      ...listing,
      outputTokens: listing.calls * assumed.LIST_OUTPUT_TOKENS,
      first: mode === 'tree' ? TREE_CALL : FIRST_OUTLINES_CALL,
    }),
    plainCalls(config, 'relevance', {
      ...whole,
      outputTokens: whole.calls * assumed.RELEVANCE_OUTPUT_TOKENS,
    }),
  ]);
  // The answer on the tree is the ranking.
  if (mode === 'tree') return { relevance, ranking: NO_COST };
  const ranking = plainCalls(config, 'ranking', {
    calls: rankings,
    promptTokens: rankings * assumed.RANKING_TOKENS.input,
    outputTokens: rankings * assumed.RANKING_TOKENS.output,
  });
  return { relevance, ranking };
}

interface RelevanceCalls {
  /** Answered by a list of files. */
  readonly listing: Calls;
  /** On one whole file each. */
  readonly whole: Calls;
}

const NONE: Calls = { calls: 0, promptTokens: 0 };

function relevanceCalls(config: Config, issueTokens: number, sizes: RepositorySizes | null): RelevanceCalls {
  if (sizes === null) return assumedCalls(config, issueTokens);
  const sure = withIssue(sizes.sure, sizes.issueTokens, issueTokens);
  const possible = withIssue(sizes.possible, sizes.issueTokens, issueTokens);
  const isListing = config.context.mode === 'outlines' || config.context.mode === 'tree';
  return isListing
    ? { listing: sure, whole: part(possible, assumed.PROMISING_SHARE) }
    : { listing: NONE, whole: sure };
}

/** The same calls about an issue of another length. */
function withIssue({ calls, promptTokens }: Calls, before: number, after: number): Calls {
  return { calls, promptTokens: promptTokens + calls * (after - before) };
}

/** By the medians of the development releases. */
function assumedCalls({ context }: Config, issueTokens: number): RelevanceCalls {
  const { mode, prefilterFiles, outlineTokens, treeTokens } = context;
  const of = (calls: number, tokens: number): Calls => ({
    calls,
    promptTokens: tokens + calls * (issueTokens + assumed.INSTRUCTION_TOKENS),
  });
  const files = Math.min(prefilterFiles, assumed.SOURCE_FILES);
  const first = of(files, Math.min(files * assumed.PREFILTERED_FILE_TOKENS, assumed.SOURCE_TOKENS));
  switch (mode) {
    case 'given':
      return { listing: NONE, whole: NONE };
    case 'all-files':
      return { listing: NONE, whole: of(assumed.SOURCE_FILES, assumed.SOURCE_TOKENS) };
    case 'prefilter':
      return { listing: NONE, whole: first };
    case 'outlines': {
      const tokens = files * assumed.OUTLINE_TOKENS;
      return {
        listing: of(Math.ceil(tokens / outlineTokens), tokens),
        whole: part(first, assumed.PROMISING_SHARE),
      };
    }
    case 'tree':
      return { listing: of(1, Math.min(treeTokens, assumed.TREE_TOKENS)), whole: NONE };
  }
}

function part({ calls, promptTokens }: Calls, share: number): Calls {
  return { calls: calls * share, promptTokens: promptTokens * share };
}

interface PlainCalls extends Calls {
  readonly outputTokens: number;
  /** Number of the first of these calls among the role's samples. */
  readonly first?: number;
}

/** Each call is a sample of its own. */
function plainCalls(
  config: Config,
  role: 'relevance' | 'ranking',
  { calls, promptTokens, outputTokens, first }: PlainCalls,
): RoleCost {
  return sumOf(
    plannedModels(config, role, calls, first).map(({ samples, prices, isBatched }) => {
      const share = samples / calls;
      const tokens = {
        inputTokens: promptTokens * share,
        outputTokens: outputTokens * share,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
      };
      return {
        calls: samples,
        usd: prices && tokensUsd(tokens, prices.first),
        seconds: isBatched ? 0 : samples * assumed.SECONDS_PER_CALL,
      };
    }),
  );
}
