import { describe, expect, test } from '@jest/globals';
import { readExplained } from './explain.ts';
import { type SizeResult, toGrowthTable } from './table.ts';

const log = `2026-11-23 06:00:00.000 UTC [7] LOG:  duration: 0.300 ms  plan:
\tQuery Text: SELECT "id"
\t  FROM visitor
\t  WHERE visited_id = $1
\tLimit  (cost=0.42..8.44 rows=1 width=40) (actual time=0.2..0.3 rows=20 loops=1)
\t  Buffers: shared hit=24
\t  ->  Index Scan using visitor_latest on visitor  (cost=0.42..8.44 rows=1 width=40)
2026-11-23 06:00:00.100 UTC [7] LOG:  checkpoint starting: time
2026-11-23 06:00:00.200 UTC [7] LOG:  duration: 0.500 ms  plan:
\tQuery Text: SELECT "id"
\t  FROM visitor
\t  WHERE visited_id = $1
\tLimit  (cost=0.42..8.44 rows=1 width=40) (actual time=0.4..0.5 rows=20 loops=1)
\t  Buffers: shared hit=25
2026-11-23 06:00:00.250 UTC [8] LOG:  duration: 0.010 ms  plan:
\tQuery Text: BEGIN; SELECT pg_advisory_xact_lock(1528598759775029871)
\tResult  (cost=0.00..0.01 rows=1 width=4) (actual time=0.01..0.01 rows=1 loops=1)
2026-11-23 06:00:00.260 UTC [8] LOG:  duration: 0.020 ms  plan:
\tQuery Text: BEGIN; SELECT pg_advisory_xact_lock(2596836653682204653)
\tResult  (cost=0.00..0.01 rows=1 width=4) (actual time=0.02..0.02 rows=1 loops=1)
2026-11-23 06:00:00.300 UTC [8] LOG:  duration: 2.000 ms  plan:
\tQuery Text: UPDATE profile_counter SET visits = visits + 1
\tUpdate on profile_counter  (cost=0.29..8.31 rows=0 width=0) (actual time=1.9..1.9 rows=0 loops=1)
`;

describe('what PostgreSQL explained', () => {
  test('is told by statement, the slowest first, with the plan of the middle one', () => {
    const [update, select, lock, ...rest] = readExplained(log);
    expect(rest).toEqual([]);
    expect(update).toMatchObject({ text: 'UPDATE profile_counter SET visits = visits + 1', count: 1, slowestMs: 2 });
    expect(select).toMatchObject({ text: 'SELECT "id" FROM visitor WHERE visited_id = $1', count: 2, meanMs: 0.4 });
    expect(select!.plan).toContain('Buffers: shared hit=25');
    expect(select!.plan).not.toContain('checkpoint');
    expect(lock).toMatchObject({ text: 'BEGIN; SELECT pg_advisory_xact_lock(…)', count: 2 });
  });
});

describe('the table of growth', () => {
  const cost = (router: number) => ({
    cpuUs: { router, postgres: 100 },
    postgresUs: {},
    allUs: router + 100,
    p50Ms: 1,
    p99Ms: 2,
    failed: 0,
    answered: 10,
  });
  const size = (visits: number, router: number): SizeResult => ({
    visits,
    people: visits / 50,
    at: '2026-11-23T06:00:00.000Z',
    scenario: 'browse',
    rate: 80,
    machine: { cpu: '', cores: 2, memoryGb: 8, node: 'v20', loadBefore: 0, loadAfter: 0 },
    all: cost(router),
    deeds: { visit: cost(router * 2) },
  });

  test('has a column a size and says how much more the largest costs than the smallest', () => {
    const lines = toGrowthTable([size(10_000, 100), size(5_000_000, 300)]).split('\n');
    expect(lines.find((line) => line.startsWith('router'))).toMatch(/^router +100 +300 +3\.00$/);
    expect(lines.find((line) => line.startsWith('all'))).toMatch(/^all +200 +400 +2\.00$/);
    expect(lines.find((line) => line.startsWith('only visit'))).toMatch(/^only visit +300 +700 +2\.33$/);
  });
});
