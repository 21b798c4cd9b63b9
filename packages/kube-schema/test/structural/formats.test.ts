import { test } from "vitest";
import { compileStructuralSchema, validateCustomResource } from "@flux-ts/kube-schema";

const cases: Record<string, { good: readonly string[]; bad: readonly string[] }> = {
  bsonobjectid: { good: ["507f1f77bcf86cd799439011"], bad: ["507f"] },
  byte: { good: ["", "YQ==", "YWI=", "YWJj"], bad: ["%", "YQ", "YQ==="] },
  cidr: { good: ["10.0.0.0/8", "2001:db8::/32"], bad: ["10.0.0.0", "10.0.0.0/33", "::/129", "x/8", "10.0.0.0/8/8"] },
  creditcard: { good: ["4111 1111 1111 1111"], bad: ["4111 1111 1111 1112", "1"] },
  date: { good: ["2020-02-29", "0001-01-01"], bad: ["2020-13-01", "2021-02-29", "2020-1-1"] },
  "date-time": {
    good: ["2020-01-01T00:00:00Z", "2020-01-01t23:59:60.5+01:00"],
    bad: ["2020-01-01", "2020-01-01T24:00:00Z", "2020-13-01T00:00:00Z", "2020-01-01T00:00:00"],
  },
  duration: { good: ["1h", "1h30m0.5s", "-2m", "0", "3 days", "1 Week"], bad: ["", "5 parsecs", "5"] },
  email: { good: ["a.b@example.com", "Ann <a@b>"], bad: ["x", "@b", "a@", "a b@c"] },
  hexcolor: { good: ["#fff", "A1B2C3"], bad: ["#ff", "#ggg"] },
  hostname: { good: ["x", "a-b.example.com"], bad: ["-x", "a..b", "a.1", `${"a".repeat(64)}.com`] },
  ipv4: { good: ["1.2.3.4"], bad: ["1.2.3", "256.1.1.1", "::1"] },
  ipv6: {
    good: ["::", "::1", "2001:db8::1:2", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
    bad: ["1.2.3.4", ":::", "1::2::3", "12345::", "1:2:3"],
  },
  isbn: { good: ["0-306-40615-2", "978-3-16-148410-0"], bad: ["0-306-40615-3", "978-3-16-148410-1", "x"] },
  isbn10: { good: ["080442957X"], bad: ["9783161484100"] },
  isbn13: { good: ["9783161484100"], bad: ["080442957X"] },
  "k8s-long-name": { good: ["a.b-c"], bad: ["A", "a..b", "a".repeat(254)] },
  "k8s-short-name": { good: ["a-b"], bad: ["a.b", "-a", "a".repeat(64)] },
  mac: { good: ["01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab"], bad: ["01:23:45", "01:23-45:67:89:ab"] },
  password: { good: ["", "anything"], bad: [] },
  rgbcolor: { good: ["rgb(1, 22, 255)"], bad: ["rgb(1,2)", "rgb(256,1,1)"] },
  ssn: { good: ["123-45-6789"], bad: ["123-45-678"] },
  uri: {
    good: ["https://example.com/a?b", "/path", "urn:x", "http://[::1]:80/"],
    bad: ["::", "x", "", "http://a b", "http://h:port/", "/%zz"],
  },
  uuid: {
    good: ["123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000"],
    bad: ["x", "123e4567-e89b"],
  },
  uuid3: { good: ["123e4567-e89b-32d3-a456-426614174000"], bad: ["123e4567-e89b-12d3-a456-426614174000"] },
  uuid4: { good: ["123e4567-e89b-42d3-a456-426614174000"], bad: ["123e4567-e89b-42d3-c456-426614174000"] },
  uuid5: { good: ["123e4567-e89b-52d3-a456-426614174000"], bad: ["123e4567-e89b-42d3-a456-426614174000"] },
};

test.for(Object.entries(cases))("format %s", ([format, { good, bad }], { expect }) => {
  const schema = compileStructuralSchema({ properties: { v: { type: "string", format } } });
  const accepts = (v: string) => validateCustomResource({ v }, schema).causes.length === 0;
  expect(good.filter((text) => !accepts(text))).toEqual([]);
  expect(bad.filter(accepts)).toEqual([]);
});
