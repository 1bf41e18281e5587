/**
 * Something that whoever starts a process can set right. Its message is one sentence with the next step in it; a stack would
 * only hide it.
 */
export class ClearError extends Error {}
