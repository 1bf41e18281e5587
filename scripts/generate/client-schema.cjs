const { printSchema } = require('graphql');

/** A codegen plugin: the graph as clients see it, for those who generate from it in projects of their own. */
module.exports.plugin = (schema) => printSchema(schema);
