/** The topic doesn't exist: topics are made by `ensureTopics` (`npm run topics`), never by using them. */
export class UnknownTopicError extends Error {
  override readonly name = 'UnknownTopicError';
  readonly topic: string;

  constructor(topic: string) {
    super(`The topic ${topic} doesn't exist: run 'npm run topics' first.`);
    this.topic = topic;
  }
}
