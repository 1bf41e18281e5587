#!/usr/bin/env node
// Starts kith-router.ts, which is run as it stands: tsx takes the types away as it loads.
import { register } from 'tsx/esm/api';

register();
await import('./kith-router.ts');
