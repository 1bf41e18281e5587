import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Answers questions about types by their names, as they come in data. */
export interface TypeNames {
  /** Whether a type condition holds for an object whose `__typename` is this. Unknown names never match. */
  matches(condition: string, typeName: string): boolean;
  /** Whether the name is that of an interface or union. */
  isAbstract(typeName: string): boolean;
}

/** Answers from a schema, remembering each answer: there are only so many pairs. */
export function createTypeNames(schema: GraphQLSchema): TypeNames {
  const answers = new Map<string, Map<string, boolean>>();
  const decide = (condition: string, typeName: string): boolean => {
    if (condition === typeName) return true;
    const type = schema.getType(typeName);
    const conditionType = schema.getType(condition);
    return (
      isAbstractType(conditionType) &&
      (isObjectType(type) || isInterfaceType(type)) &&
      schema.isSubType(conditionType, type)
    );
  };
  return {
    matches: (condition, typeName) => {
      if (condition === typeName) return true;
      // Names that no schema has are a subgraph's invention; they are not worth remembering.
      if (!schema.getType(typeName)) return false;
      let ofCondition = answers.get(condition);
      if (!ofCondition) {
        ofCondition = new Map();
        answers.set(condition, ofCondition);
      }
      let answer = ofCondition.get(typeName);
      if (answer === undefined) {
        answer = decide(condition, typeName);
        ofCondition.set(typeName, answer);
      }
      return answer;
    },
    isAbstract: (typeName) => isAbstractType(schema.getType(typeName)),
  };
}
