import { tellFailure } from '../start/command-line.ts';
import { UsageError } from '../start/usage-error.ts';
import { runBacktest } from './backtest.ts';
import { runEvaluate } from './evaluate/run-evaluate.ts';
import { runExplain } from './explain.ts';
import { runModel } from './model/run-model.ts';

const usage = `npm run fraud: what the fraud service would decide, did decide, and why

  npm run fraud -- evaluate --users 20000 --seed 401              how well labelled populations are judged, plain and
                                                                  evasive: this seed and the four after it, or --seeds 1,2,3
  npm run fraud -- explain USER                                   the whole reasoning on one account (id)
  npm run fraud -- backtest --rules NEW.yaml --from DAY --to DAY  what proposed rules would change on the log
  npm run fraud -- model --data FOLDER                            ROC AUC of the model alone on labelled CSV files

  explain and backtest read the log of the 'npm start' that runs on this machine (KITH_HOME is its folder, .kith unless
  set), or the one that LOG_DATABASE_URL or KAFKA_BROKERS names; explain then wants FRAUD_DATABASE_URL, too, to tell what was
  decided. backtest --labels FILE adds precision and recall by the labels of the demo population (.kith/labels.json).
`;

const commands: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  evaluate: runEvaluate,
  explain: runExplain,
  backtest: runBacktest,
  model: runModel,
};

const [name, ...args] = process.argv.slice(2);
const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';
try {
  if (name === undefined || isHelp(name) || args.some(isHelp)) process.stdout.write(usage);
  else if (Object.hasOwn(commands, name)) await commands[name]!(args);
  else throw new UsageError(`There is no command '${name}': see 'npm run fraud -- --help'.`);
} catch (error) {
  tellFailure(error);
}
