import type { Scenario } from './scenario.ts';
import { brokerLoss } from './scenarios/broker-loss.ts';
import { brokerPause } from './scenarios/broker-pause.ts';
import { clockSkew } from './scenarios/clock-skew.ts';
import { cutLink } from './scenarios/cut-link.ts';
import { databaseCrash } from './scenarios/database-crash.ts';
import { databaseRestart } from './scenarios/database-restart.ts';
import { drainProcess } from './scenarios/drain-process.ts';
import { fullDisk } from './scenarios/full-disk.ts';
import { killProcess } from './scenarios/kill-process.ts';
import { pauseProcess } from './scenarios/pause-process.ts';
import { silentLink } from './scenarios/silent-link.ts';
import { slowLink } from './scenarios/slow-link.ts';

/** Every drill, the most ordinary first. */
export const scenarios: readonly Scenario[] = [
  killProcess,
  drainProcess,
  pauseProcess,
  cutLink,
  slowLink,
  silentLink,
  databaseRestart,
  databaseCrash,
  fullDisk,
  clockSkew,
  brokerLoss,
  brokerPause,
];
