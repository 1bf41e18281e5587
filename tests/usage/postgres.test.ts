import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { usageCounted } from '../../events/usage-counted.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { usageEvent, usageMessageSchema } from '../../router/usage/usage-message.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { describeLogCarrier } from './log-carrier.ts';

test('the router’s schema of a batch is that of the declared event', () => {
  expect(z.toJSONSchema(usageMessageSchema)).toEqual(z.toJSONSchema(usageCounted.data));
  expect(usageEvent).toEqual({ type: usageCounted.type, version: usageCounted.version });
});

describe('with a log in PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase('usage_carrier');
  });
  afterAll(() => database.drop());
  describeLogCarrier('PostgreSQL', () =>
    createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger: createLogger('test', 'silent') }),
  );
});
