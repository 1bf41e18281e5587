import { claimNothingIsLost } from './claims.ts';
import { createPostgresWorld } from './postgres-world.ts';

claimNothingIsLost('PostgreSQL', createPostgresWorld);
