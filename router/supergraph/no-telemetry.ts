import process from 'node:process';

/**
 * Keeps Apollo's gateway from reporting to its maker: its constructor starts an exporter unless this variable is set,
 * and takes no option. A router of ours must not depend on whoever starts it to have set it.
 */
export function disableGatewayTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
}
