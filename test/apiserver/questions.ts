/** Lists of ConfigMaps that are asked for wrongly, by what is wrong: the query and what the answer says. */
export const misread: {
  readonly [what: string]: { readonly query: string; readonly status: number; readonly message: string };
} = {
  "a limit that is empty": { query: "limit=", status: 400, message: 'strconv.ParseInt: parsing "": invalid syntax' },
  "a limit beyond 64 bits": {
    query: "limit=9223372036854775808",
    status: 400,
    message: 'strconv.ParseInt: parsing "9223372036854775808": value out of range',
  },
  "a watch after a version that is none": {
    query: "watch=true&resourceVersion=-1",
    status: 500,
    message: 'resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax',
  },
  "a version beyond 64 bits": {
    query: "resourceVersion=18446744073709551616",
    status: 400,
    message:
      'invalid resource version: resourceVersion: Invalid value: "18446744073709551616": strconv.ParseUint: parsing ' +
      '"18446744073709551616": value out of range',
  },
  "a watch list of an exact version": {
    query: "watch=true&resourceVersion=1&sendInitialEvents=true&resourceVersionMatch=Exact",
    status: 422,
    message:
      'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting ' +
      'resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: ' +
      '"NotOlderThan"]',
  },
  "a page that is no base64": {
    query: "continue=ab==",
    status: 400,
    message: "invalid continue token: continue key is not valid: illegal base64 data at input byte 2",
  },
  "a page of another kind of server": {
    query: `continue=${token({ v: "v2", rv: 1, start: "a" })}`,
    status: 400,
    message: "invalid continue token: continue key is not valid: server does not recognize this encoded version v2",
  },
  "a page without a version": {
    query: `continue=${token({ v: "meta.k8s.io/v1", start: "a" })}`,
    status: 400,
    message:
      "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version " +
      "meta.k8s.io/v1)",
  },
  "a page that leads out of the collection": {
    query: `continue=${token({ v: "meta.k8s.io/v1", rv: -1, start: "../../secrets" })}`,
    status: 400,
    message: "invalid continue token: continue key is not valid: ../../secrets",
  },
  "a page whose version is text": {
    query: `continue=${token({ v: "meta.k8s.io/v1", rv: "1", start: "a" })}`,
    status: 400,
    message:
      "invalid continue token: continue key is not valid: json: cannot unmarshal string into Go struct field " +
      "continueToken.rv of type int64",
  },
  "a page with a version beside": {
    query: `resourceVersion=1&continue=${token({ v: "meta.k8s.io/v1", rv: -1, start: "a" })}`,
    status: 400,
    message: "specifying resource version is not allowed when using continue",
  },
  "a label that nothing can have": {
    query: "labelSelector=a/b/c",
    status: 400,
    message:
      'unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key must consist of alphanumeric ' +
      "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or " +
      "'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an " +
      "optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
  },
  "a number that is none": {
    query: "labelSelector=a%3Ex",
    status: 400,
    message:
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an " +
      "integer",
  },
  "an operator among values": {
    query: "labelSelector=a%20in%20(x,=)",
    status: 400,
    message: "unable to parse requirement: found '=', expected: ',', or identifier",
  },
  "an escape that is none": {
    query: "fieldSelector=metadata.name%3Da%5Cb",
    status: 400,
    message: "invalid field selector: invalid escape sequence: \\b",
  },
  "a value that is not escaped": {
    query: "fieldSelector=metadata.name%3Da%3Db",
    status: 400,
    message: "invalid field selector: unescaped character in value: 61",
  },
};

function token(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
