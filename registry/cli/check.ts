import { runCheck } from '../check/run-check.ts';
import { readRegistryConfig } from '../config.ts';
import { passes, printReport } from '../report/print-report.ts';
import { readAgainst } from '../snapshot/against.ts';
import { type Options, readFormat } from './options.ts';

/** Prints every finding and the verdict. Returns the exit code. */
export function check(options: Options): number {
  const format = readFormat(options.format);
  const config = readRegistryConfig(options.config);
  const published = readAgainst(options.against, config.published);
  const findings = runCheck(config, published, {
    noUsage: options['allow-no-usage'],
    exposure: options['allow-exposure'],
    allLint: options['all-lint'],
  });
  console.log(printReport(findings, format));
  // Since the process began, with all there was to load.
  if (format === 'text') console.log(`It took ${(performance.now() / 1_000).toFixed(1)} s.`);
  return passes(findings) ? 0 : 1;
}
