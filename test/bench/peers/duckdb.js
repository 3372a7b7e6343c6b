// SPDX-License-Identifier: EUPL-1.2
// duckdb.js table|import|query|join|known|list THREADS FILE [OUT|LIST] - the same works in DuckDB
// (NODE_PATH leads to the package).
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

// One column joined to each signal as it stands: the police unit of its municipality.
const join = `
  COPY (
    WITH line AS MATERIALIZED (
      SELECT json, json->>'id' AS id, (json->>'rev')::INTEGER AS rev, json->>'municipality' AS code
      FROM read_json_objects('${file}', format = 'newline_delimited')),
    amended AS (SELECT id, max(rev) AS rev FROM line WHERE rev > 1 GROUP BY id),
    place AS (SELECT code, police_unit FROM read_csv('lib/profile/nl/municipalities.csv',
      delim = ';', header = true, all_varchar = true))
    SELECT CASE WHEN police_unit IS NULL THEN json
           ELSE left(json, length(json) - 1) || ',"police_unit":"' || police_unit || '"}' END
    FROM line LEFT JOIN amended USING (id) LEFT JOIN place USING (code)
    WHERE amended.rev IS NULL OR amended.rev = line.rev
  ) TO '/dev/stdout' (FORMAT csv, DELIMITER '\x01', QUOTE '', ESCAPE '', HEADER false)`;

// Persons with the same name and day of birth, in earlier signals and in the list: each signal with
// what was found.
const known = `
  COPY (
    WITH line AS MATERIALIZED (
      SELECT json, json->>'id' AS id, (json->>'rev')::INTEGER AS rev, json->>'received' AS received,
             from_json(json->'persons', '[{"name":"VARCHAR","born":"VARCHAR"}]') AS persons
      FROM read_json_objects('${file}', format = 'newline_delimited')),
    amended AS (SELECT id, max(rev) AS rev FROM line WHERE rev > 1 GROUP BY id),
    newest AS MATERIALIZED (
      SELECT line.* FROM line LEFT JOIN amended USING (id)
      WHERE amended.rev IS NULL OR amended.rev = line.rev),
    person AS MATERIALIZED (
      SELECT id, received, p.name AS name, p.born AS born
      FROM (SELECT id, received, unnest(persons) AS p FROM newest WHERE persons IS NOT NULL)
      WHERE p.name IS NOT NULL AND p.born IS NOT NULL),
    list AS (SELECT * FROM read_csv('${out}', delim = ';', header = true, all_varchar = true)),
    found AS (
      SELECT person.id, '{"on":"person","sure":"exact","row":' || list."Regel" || '}' AS match
      FROM person JOIN list
        ON person.name = list."Naam" AND person.born = list."Geboortedatum"
      UNION ALL
      SELECT a.id, '{"on":"person","sure":"exact","signal":"' || b.id || '"}'
      FROM person a JOIN person b USING (name, born)
      WHERE (b.received, split_part(b.id, '-', 3)::INTEGER)
          < (a.received, split_part(a.id, '-', 3)::INTEGER)),
    matches AS (SELECT id, string_agg(match, ',') AS matches FROM found GROUP BY id)
    SELECT left(json, length(json) - 1) || ',"matches":[' || coalesce(matches, '') || ']}'
    FROM newest LEFT JOIN matches USING (id)
  ) TO '/dev/stdout' (FORMAT csv, DELIMITER '\x01', QUOTE '', ESCAPE '', HEADER false)`;

// A list with eight columns, values as they are stored.
const list = `
  COPY (
    WITH line AS MATERIALIZED (
      SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {id: 'VARCHAR',
        rev: 'INTEGER', received: 'VARCHAR', municipality: 'VARCHAR',
        reporter: 'STRUCT(kind VARCHAR)', forms: 'VARCHAR[]', conclusion: 'STRUCT(value VARCHAR)',
        owner: 'VARCHAR', closed: 'STRUCT("on" VARCHAR)'})),
    amended AS (SELECT id, max(rev) AS rev FROM line WHERE rev > 1 GROUP BY id)
    SELECT id, received, municipality, reporter.kind AS "reporter.kind", to_json(forms) AS forms,
           conclusion.value AS "conclusion.value", owner, closed."on" AS "closed.on"
    FROM line LEFT JOIN amended USING (id)
    WHERE amended.rev IS NULL OR amended.rev = line.rev
  ) TO '/dev/stdout' (FORMAT csv, HEADER true)`;

const rows = `
  COPY (
    SELECT * FROM read_csv('${file}', delim = ';', quote = '"', escape = '"', header = true,
                           all_varchar = true)
  ) TO '${out}' (FORMAT json)`;

async function main() {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  await connection.run('SET preserve_insertion_order = false');
  const works = { table, import: rows, join, known, list, query: work === 'query' && readFileSync(file, 'utf8') };
  await connection.run(works[work]);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
