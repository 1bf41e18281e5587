import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { allEvents } from './catalogue.ts';
import { userRegistered } from './user-registered.ts';
import { visitNoticed, visitRecorded } from './visit-recorded.ts';

const context = { time: new Date(), actor: null, device: null, address: null, client: null, trace: null };
const a = '01890a5d-ac96-774b-bcce-b302099a8057';
const b = '01890a5d-ac96-774b-bcce-b302099a8058';

describe('events', () => {
  test('a visit is keyed by its actor as a fact and by its recipient as a notice', () => {
    const data = { id: a, at: context.time.toISOString(), visitor: { id: a }, visited: { id: b } };
    expect(visitRecorded.create(data, context).key).toBe(a);
    expect(visitNoticed.create(data, context).key).toBe(b);
  });

  test('an event whose data does not fit is refused at the producer', () => {
    expect(() => userRegistered.create({ user: { id: 'x' } } as never, context)).toThrow();
  });

  test('a reader refuses a version newer than its own', () => {
    const event = userRegistered.create({ user: { id: a, handle: 'h', name: 'n', city: 'c' } }, context);
    expect(() => userRegistered.read({ ...event, version: 2 })).toThrow();
    expect(userRegistered.read(JSON.parse(JSON.stringify(event))).data.user.id).toBe(a);
  });

  test('no event carries an email, a password hash, a birth date or a token', () => {
    for (const { topic, type, data } of allEvents) {
      const personal = JSON.stringify(z.toJSONSchema(data)).match(/email|password|birth|token/i);
      expect({ event: `${topic.name} ${type}`, personal }).toEqual({ event: `${topic.name} ${type}`, personal: null });
    }
  });

  test('each event is once in the catalogue', () => {
    const names = allEvents.map(({ topic, type }) => `${topic.name} ${type}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
