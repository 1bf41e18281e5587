import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The broker the tests run: the newest that needs no more than Java 17. */
export const kafkaVersion = '4.1.0';
/** Its own dependencies lack a binding for its log lines. */
const logBinding = '2.24.3';
/** Some forty jars, 100 megabytes, on a slow line; in milliseconds. */
const downloadTimeoutMs = 300_000;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kith</groupId><artifactId>test-kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${logBinding}</version></dependency>
  </dependencies>
</project>
`;

/**
 * The folder with Apache Kafka's jars, fetched from Maven Central once and kept in the user's cache. Rejects with the
 * reason where Java 17, Maven or the network is missing.
 */
export async function kafkaJars(): Promise<string> {
  await assertJava();
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kith');
  const folder = join(cache, `kafka-${kafkaVersion}-jars`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const workFolder = mkdtempSync(join(cache, 'fetch-'));
  try {
    writeFileSync(join(workFolder, 'pom.xml'), pom);
    const args = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=jars'];
    await run('mvn', args, { cwd: workFolder, timeout: downloadTimeoutMs });
    // Whole or not at all; another run may have been faster.
    if (!existsSync(folder)) renameSync(join(workFolder, 'jars'), folder);
    return folder;
  } catch (error) {
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    if (code === 'ENOENT') throw new Error('Maven (mvn) is not installed');
    const line = stdout.split('\n').find((text) => text.includes('ERROR')) ?? String(error);
    throw new Error(`Kafka's jars could not be fetched: ${line.trim().slice(0, 200)}`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function assertJava(): Promise<void> {
  const { stderr } = await run('java', ['-version']).catch(() => {
    throw new Error('Java is not installed');
  });
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (version < 17) throw new Error(`Java 17 or newer is needed, and this is ${version || 'unknown'}`);
}
