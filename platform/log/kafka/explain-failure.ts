/** How many causes deep the errors of kafkajs go, with room. */
const causesMax = 8;
/** Node's and OpenSSL's codes of a certificate that isn't trusted, or is another's. */
const certificateCode = /CERT|SELF_SIGNED|VERIFY|ALTNAME/;

/**
 * Why Kafka can't be used, in one sentence for whoever set it up: kafkajs' own words, and the settings to look at where
 * the words or their cause tell which. Has no secret in it.
 */
export function explainFailure(error: unknown): string {
  const chain: { name?: string; message?: string; code?: unknown }[] = [];
  for (let current = error; current instanceof Error && chain.length < causesMax; current = current.cause) {
    chain.push(current);
  }
  const has = (test: (one: (typeof chain)[number]) => boolean): boolean => chain.some(test);
  const words = chain.at(-1)?.message ?? String(error);
  if (has(({ name }) => name === 'KafkaJSSASLAuthenticationError')) {
    return `${words} (look at KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD)`;
  }
  if (has(({ code, message }) => certificateCode.test(String(code ?? '')) || /certificate/i.test(message ?? ''))) {
    return `${words} (look at KAFKA_TLS_CA_FILE)`;
  }
  if (
    has(
      ({ name, message }) =>
        name === 'KafkaJSConnectionClosedError' || /closed|EPROTO|ECONNRESET|SSL/i.test(message ?? ''),
    )
  ) {
    return `${words} (do the brokers ask for TLS or a sign-in? Look at KAFKA_TLS and KAFKA_SASL_MECHANISM)`;
  }
  return words;
}
