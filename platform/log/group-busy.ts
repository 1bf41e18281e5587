/** The group has members: stop its workers first. */
export class GroupBusyError extends Error {
  override readonly name = 'GroupBusyError';

  constructor(group: string) {
    super(`The group ${group} has members: stop its workers first.`);
  }
}
