import { describe, test } from '@jest/globals';

/** A real server, or why there is none on this machine. */
export type Found<Server> = { readonly server: Server } | { readonly missing: string };

/**
 * A suite that needs a real server of some kind. Where none can be had it is reported as skipped with the reason, or
 * as failed if `required` (CI sets REQUIRE_KAFKA=1 and REQUIRE_REDIS=1).
 */
export function describeOn<Server>(
  name: string,
  found: Found<Server>,
  required: boolean,
  define: (server: Server) => void,
): void {
  if ('server' in found) {
    describe(name, () => define(found.server));
  } else if (required) {
    describe(name, () => {
      test('its server is there', () => {
        throw new Error(found.missing);
      });
    });
  } else {
    // biome-ignore lint/suspicious/noSkippedTests: reported with its reason; CI makes it a failure.
    describe.skip(`${name} (skipped: ${found.missing})`, () => {
      test('needs its server', () => {});
    });
  }
}
