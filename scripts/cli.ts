#!/usr/bin/env node
import { openStore, openStoreReadOnly } from '../db/open-store.ts';
import { main } from './main.ts';

process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore,
  openReader: openStoreReadOnly,
});
