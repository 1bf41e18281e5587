import { join } from 'node:path';
import { root } from '../start/home.ts';

/** The rules document that the product comes with. */
export const rulesFile = join(root, 'subgraphs', 'fraud', 'rules.yaml');
