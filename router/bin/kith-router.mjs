#!/usr/bin/env node
// Starts kith-router.ts, which is run as it stands. Newer Nodes take the types away themselves, but not from an installed
// package; elsewhere tsx does as it loads.
const isInstalled = import.meta.url.includes('/node_modules/');
if (!process.features.typescript || isInstalled) {
  const { register } = await import('tsx/esm/api');
  register();
}
await import('./kith-router.ts');
