import { type GraphQLInterfaceType, type GraphQLObjectType, type GraphQLUnionType, isUnionType } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';

type Member = GraphQLUnionType | GraphQLObjectType | GraphQLInterfaceType;

/** Changes of what a union holds, or of what an object or interface implements. */
export function diffMembership(old: Member, now: Member): Change[] {
  if (isUnionType(old)) {
    const members = compareNamed([...old.getTypes()], isUnionType(now) ? [...now.getTypes()] : []);
    return [
      ...members.removed.map((member) => memberRemoved(old.name, member.name, 'union')),
      ...members.added.map((member) => memberAdded(old.name, member.name, 'union')),
    ];
  }
  const interfaces = compareNamed([...old.getInterfaces()], isUnionType(now) ? [] : [...now.getInterfaces()]);
  return [
    ...interfaces.removed.map((type) => memberRemoved(type.name, old.name, 'interface')),
    ...interfaces.added.map((type) => memberAdded(type.name, old.name, 'interface')),
  ];
}

/** A selection on the member inside the abstract type is refused; so is a field of the interface on the member. */
function memberRemoved(abstract: string, member: string, kind: 'union' | 'interface'): Change {
  return {
    kind: kind === 'union' ? 'UNION_MEMBER_REMOVED' : 'INTERFACE_REMOVED',
    coordinate: kind === 'union' ? abstract : member,
    severity: 'breaking',
    message:
      kind === 'union'
        ? `Type '${member}' was removed from union '${abstract}'.`
        : `Type '${member}' no longer implements '${abstract}'.`,
    touches: [{ by: 'naming', coordinate: `${abstract}/${member}` }],
  };
}

function memberAdded(abstract: string, member: string, kind: 'union' | 'interface'): Change {
  return {
    kind: kind === 'union' ? 'UNION_MEMBER_ADDED' : 'INTERFACE_ADDED',
    coordinate: kind === 'union' ? abstract : member,
    severity: 'dangerous',
    message:
      kind === 'union'
        ? `Type '${member}' was added to union '${abstract}': a reader may not expect it.`
        : `Type '${member}' now implements '${abstract}': a reader of the interface may not expect it.`,
    touches: [{ by: 'returning', type: abstract }],
  };
}
