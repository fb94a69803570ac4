#!/usr/bin/env node
import { keepHeapSmall } from './heap-growth.ts';
import { main } from './main.ts';

keepHeapSmall();

// Loaded where a store is opened only: help must not wait for SQLite.
const database = () => import('../db/open-store.ts');

process.exitCode = await main(process.argv, {
  environment: process.env,
  openStore: async (path) => (await database()).openStore(path),
  openReader: async (path) => (await database()).openStoreReadOnly(path),
});
