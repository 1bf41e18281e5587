/**
 * Whether a running process may load a file of a package, named by its path below node_modules. It loads no source maps and
 * no type declarations, which are a third of all; and of Prisma's engines for five databases only PostgreSQL's.
 */
export const isNeededFile = (path: string): boolean =>
  !/\.(?:map|d\.[cm]?ts)$/.test(path) && !/@prisma\/client\/runtime\/query_compiler_\w+\.(?!postgresql\.)/.test(path);
