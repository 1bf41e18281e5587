// Loaded into a process of a drill before anything else: its wall clock is wrong by what DRILL_CLOCK_FILE says, in
// milliseconds, from the moment that it says so. Monotonic time (performance.now, timers) is as it was.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';

const file = process.env.DRILL_CLOCK_FILE;
const RealDate = Date;
let skewMs = 0;

const read = () => {
  try {
    skewMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    skewMs = 0;
  }
};

class SkewedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + skewMs);
    else super(...given);
  }
  static now() {
    return RealDate.now() + skewMs;
  }
}

if (file) {
  globalThis.Date = SkewedDate;
  read();
  watchFile(file, { interval: 100, persistent: false }, read);
  process.on('exit', () => unwatchFile(file));
}
