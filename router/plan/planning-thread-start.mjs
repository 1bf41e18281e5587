// Starts the planning thread where TypeScript is run as it stands: a thread doesn't inherit its process's loader.
import { register } from 'tsx/esm/api';

register();
await import('./planning-thread-main.ts');
