interface Response {
  data?: Record<string, { userErrors?: { code: string }[] } | null> | null;
  errors?: { extensions?: { code?: string } }[];
}

/**
 * What an answer holds, and the code of what is wrong with it: a GraphQL error's, the first user error's, or HTTP_503 and the
 * like; undefined where all is well.
 */
export function readAnswer(text: string, status: number): { data: unknown; error?: string } {
  let response: Response;
  try {
    response = JSON.parse(text) as Response;
  } catch {
    return { data: null, error: `HTTP_${status}` };
  }
  const { data = null, errors } = response;
  if (errors?.length) return { data, error: errors[0]?.extensions?.code ?? 'UNKNOWN' };
  const refused = Object.values(data ?? {}).find((field) => field?.userErrors?.length);
  if (refused) return { data, error: refused.userErrors![0]!.code };
  return status >= 400 ? { data, error: `HTTP_${status}` } : { data };
}
