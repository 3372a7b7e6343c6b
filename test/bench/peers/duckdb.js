// SPDX-License-Identifier: EUPL-1.2
// duckdb.js table|import|query THREADS FILE [OUT] - the same works in DuckDB (NODE_PATH leads to the package).
// Of five ways to keep the newest revisions only, the join is the fastest: few have more than one.
const { readFileSync } = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');
const [work, threads, file, out] = process.argv.slice(2);

const table = `
  COPY (
    WITH line AS MATERIALIZED (
      SELECT id, rev, substr(received, 1, 4) AS year, coalesce(municipality, 'unknown') AS place,
             unnest(coalesce(forms, ['unknown'])) AS form
      FROM read_json('${file}', format = 'newline_delimited', columns = {id: 'VARCHAR',
        rev: 'INTEGER', received: 'VARCHAR', municipality: 'VARCHAR', forms: 'VARCHAR[]'})),
    amended AS (SELECT id, max(rev) AS rev FROM line WHERE rev > 1 GROUP BY id)
    SELECT year, place, form, count(*)
    FROM line LEFT JOIN amended USING (id)
    WHERE amended.rev IS NULL OR amended.rev = line.rev
    GROUP BY ALL
  ) TO '/dev/stdout' (FORMAT csv, DELIMITER '\t', HEADER false)`;

const rows = `
  COPY (
    SELECT * FROM read_csv('${file}', delim = ';', quote = '"', escape = '"', header = true,
                           all_varchar = true)
  ) TO '${out}' (FORMAT json)`;

async function main() {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  await connection.run('SET preserve_insertion_order = false');
  const works = { table, import: rows, query: work === 'query' && readFileSync(file, 'utf8') };
  await connection.run(works[work]);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
