import { describeOn, type Found } from '../support/describe-on.ts';
import { acceptanceTests } from './acceptance.ts';
import { peopleOf, type RunningProduct } from './product.ts';

/**
 * A product that already runs somewhere, with the demo population in it: `docker compose up`, a cluster. KITH_URL names its
 * graph, such as http://localhost:4000/graphql. It is neither started nor stopped here, and accounts stay behind.
 */
const url = process.env.KITH_URL;
const found: Found<RunningProduct> = url
  ? { server: { url, people: peopleOf(url) } }
  : { missing: 'KITH_URL is not set' };

describeOn('the whole product where it is deployed', found, false, (product) => acceptanceTests(() => product));
