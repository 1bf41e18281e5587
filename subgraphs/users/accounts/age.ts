/** Today's day in UTC, as `YYYY-MM-DD`. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** Full years between two days (`YYYY-MM-DD`). Who was born on the 29th of February turns on the 1st of March. */
export function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) >= birthDate.slice(5) ? years : years - 1;
}

/** The latest birth date of those who are `years` or older on a day. */
export function latestBirthDate(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) - years).padStart(4, '0');
  const monthAndDay = day.slice(5);
  // That year may have no 29th of February; then nobody was born on it and the 28th bounds the same people.
  if (monthAndDay === '02-29' && !isLeapYear(Number(year))) return `${year}-02-28`;
  return `${year}-${monthAndDay}`;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
