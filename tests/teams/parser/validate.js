// Reads a manifest and its words in another language, and says what Microsoft's own schemas have against them.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { AppManifestUtils } = require("@microsoft/app-manifest");
const Ajv = require("ajv-draft-04").default ?? require("ajv-draft-04");

const parts = [];
for await (const part of process.stdin) parts.push(part);
const told = [];
for (const content of JSON.parse(Buffer.concat(parts).toString())) {
  const [, version, name] = /\/(v[\d.]+)\/(.+)$/.exec(content.$schema);
  const schema = require(`@microsoft/app-manifest/build/json-schemas/teams/${version}/${name}`);
  told.push(name.includes("Localization") ? looselyAgainst(schema, content) : await AppManifestUtils.validateAgainstSchema(content, schema));
}
process.stdout.write(JSON.stringify(told));

/** Their own validator does not take the patterns of this schema, which are no regular expressions of Unicode. */
function looselyAgainst(schema, content) {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, validateFormats: false });
  const check = ajv.compile(schema);
  return check(content) ? [] : check.errors.map((one) => `${one.instancePath} ${one.message}`);
}
