// What a careful person would write by hand for these four operations, without GraphQL on the client's side: node:http in
// front, undici's dispatch behind, nothing that isn't needed for the answer.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const { PORT, SUBGRAPHS } = process.env;
/** As many connections a subgraph as Kith's router has. */
const connections = 128;

const ask = Object.fromEntries(
  Object.entries(JSON.parse(SUBGRAPHS)).map(([name, url]) => {
    const { origin, pathname: path } = new URL(url);
    const pool = new Pool(origin, { connections });
    const headers = ['content-type', 'application/json', 'accept', 'application/json'];
    const send = (query, variables) =>
      new Promise((resolve, reject) => {
        const chunks = [];
        pool.dispatch(
          { path, method: 'POST', headers, body: `{"query":${query},"variables":${JSON.stringify(variables)}}` },
          {
            onConnect() {},
            onHeaders: () => true,
            onData(chunk) {
              chunks.push(chunk);
              return true;
            },
            onComplete() {
              const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
              resolve(JSON.parse(body.toString()).data);
            },
            onError: reject,
          },
        );
      });
    return [name, send];
  }),
);

const query = JSON.stringify;
const entities = (type, fields) =>
  query(`query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${fields}}}}`);

const person = query('query($id:ID!){person(id:$id){id name handle}}');
const personName = query('query($id:ID!){person(id:$id){id name}}');
const visitsOf = entities('Person', 'visits(first:20){id at visitor{id}}');
const nameOf = entities('Person', 'name');
const riskOf = entities('Person', 'risk{score level}');

const people = (list) => ({ representations: list.map(({ id }) => ({ __typename: 'Person', id })) });

async function withVisits(id) {
  const data = await ask.people(personName, { id });
  const answer = await ask.visits(visitsOf, people([data.person]));
  data.person.visits = answer._entities[0].visits;
  return data;
}

const usersOf = query('query($seed:Int!){users(seed:$seed){id username name}}');
const topProductsOf = query('query($seed:Int!){topProducts(seed:$seed){upc name price weight}}');
const deep = 'author{id username reviews{id body product{upc}}}';
const reviewsOf = query(
  `query($users:[_Any!]!,$products:[_Any!]!){users:_entities(representations:$users){...on User{reviews{id body product{upc reviews{id body ${deep}}}}}}products:_entities(representations:$products){...on Product{reviews{id body ${deep}}}}}`,
);
const userNameOf = entities('User', 'name');
const productOf = entities('Product', 'name price weight');
const stockOf = entities('Product', 'inStock shippingEstimate');

async function heavy({ seed }) {
  const [{ users }, { topProducts }] = await Promise.all([
    ask.accounts(usersOf, { seed }),
    ask.products(topProductsOf, { seed }),
  ]);
  const reviews = await ask.reviews(reviewsOf, {
    users: users.map(({ id }) => ({ __typename: 'User', id })),
    products: topProducts.map(({ upc }) => ({ __typename: 'Product', upc })),
  });
  const authors = new Map();
  const products = new Map(topProducts.map((product) => [product.upc, { known: product, places: [product] }]));
  const place = (map, key, object) => {
    const found = map.get(key);
    if (found) found.places.push(object);
    else map.set(key, { known: undefined, places: [object] });
  };
  const walkDeep = (list) => {
    for (const { author } of list) {
      place(authors, author.id, author);
      for (const { product } of author.reviews) place(products, product.upc, product);
    }
  };
  users.forEach((user, index) => {
    user.reviews = reviews.users[index].reviews;
    for (const { product } of user.reviews) {
      place(products, product.upc, product);
      walkDeep(product.reviews);
    }
  });
  topProducts.forEach((product, index) => {
    product.reviews = reviews.products[index].reviews;
    walkDeep(product.reviews);
  });
  const missing = [...products].filter(([, { known }]) => !known);
  const [names, found] = await Promise.all([
    ask.accounts(userNameOf, { representations: [...authors.keys()].map((id) => ({ __typename: 'User', id })) }),
    ask.products(productOf, { representations: missing.map(([upc]) => ({ __typename: 'Product', upc })) }),
  ]);
  [...authors.values()].forEach(({ places }, index) => {
    for (const author of places) author.name = names._entities[index].name;
  });
  missing.forEach(([, entry], index) => {
    entry.known = found._entities[index];
  });
  const stock = await ask.inventory(stockOf, {
    representations: [...products].map(([upc, { known }]) => ({
      __typename: 'Product',
      upc,
      price: known.price,
      weight: known.weight,
    })),
  });
  [...products.values()].forEach(({ known, places }, index) => {
    const { inStock, shippingEstimate } = stock._entities[index];
    for (const product of places) {
      product.inStock = inStock;
      product.name = known.name;
      product.price = known.price;
      product.shippingEstimate = shippingEstimate;
      product.weight = known.weight;
    }
  });
  return { users, topProducts };
}

const handlers = {
  OneHop: ({ id }) => ask.people(person, { id }),
  async TwoHops({ id }) {
    const data = await withVisits(id);
    const visitors = data.person.visits.map(({ visitor }) => visitor);
    const { _entities: names } = await ask.people(nameOf, people(visitors));
    for (let index = 0; index < visitors.length; index++) visitors[index].name = names[index].name;
    return data;
  },
  async ThreeHops({ id }) {
    const data = await withVisits(id);
    const visitors = data.person.visits.map(({ visitor }) => visitor);
    const representations = people(visitors);
    const [names, risks] = await Promise.all([ask.people(nameOf, representations), ask.risk(riskOf, representations)]);
    for (let index = 0; index < visitors.length; index++) {
      visitors[index].name = names._entities[index].name;
      visitors[index].risk = risks._entities[index].risk;
    }
    return data;
  },
  Heavy: heavy,
};

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { operationName, variables } = JSON.parse(
      (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString(),
    );
    handlers[operationName](variables).then(
      (data) => {
        const text = `{"data":${JSON.stringify(data)}}`;
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
}).listen(Number(PORT), '127.0.0.1');
